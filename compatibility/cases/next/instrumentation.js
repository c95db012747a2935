// What Next.js runs at the start of the server.
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { register } = await import('@sonde/sdk');
  register();
}
