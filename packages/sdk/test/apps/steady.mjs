// Observed calls at a steady rate, for SECONDS seconds at RATE a second; then says how many.
import { observe } from '@sonde/observe';

const rate = Number(process.env.RATE ?? 100);
const seconds = Number(process.env.SECONDS ?? 5);
const call = observe.tool(async (n) => ({ n }), { name: 'steady' });
let made = 0;
const startedMs = performance.now();
const timer = setInterval(() => void tick(), 20);

async function tick() {
  const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate);
  while (made < Math.min(due, rate * seconds)) await call((made += 1));
  if (made < rate * seconds) return;
  clearInterval(timer);
  console.log(made);
}
