/** Tells the user about an endpoint that answers as if it were set up wrongly. */

const toldOf = new Set<string>();

/** An endpoint as it may be shown. */
export function withoutCredentials(endpoint: string): string {
  return endpoint.replace(/\/\/[^/]*@/, '//');
}

/** Warns once for each endpoint and status. */
export function warnOfEndpoint(endpoint: string, url: string, status: number): void {
  const key = `${status} ${endpoint}`;
  if (toldOf.has(key)) return;
  toldOf.add(key);
  process.emitWarning(
    `${withoutCredentials(url)} answered ${status}: check the endpoint and its headers. Telemetry waits in the spool and is tried again; a signal that is refused while others are accepted is dropped.`,
    { type: 'SondeWarning', code: 'ENDPOINT_REFUSES' },
  );
}
