// A program beside which no exporter is installed, with telemetry in memory.
process.argv[1] = '/app.js';
process.chdir('/');
const { observe, register } = await import('@sonde/sdk');
const sonde = register({ service: 'app', durability: 'memory', instrumentations: 'none' });
const call = observe.tool((n) => n, { name: 'call' });
for (let i = 0; i < 1_000; i += 1) call(i);
await sonde.flush(60_000);
console.log(JSON.stringify(sonde.ledger().delivered));
