export default function Page() {
  return <main>Atlas</main>;
}
