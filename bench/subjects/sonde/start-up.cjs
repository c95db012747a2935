/** Starts Sonde as a CommonJS module does. */
const { observe, register } = require('@sonde/sdk');

const sonde = register({
  service: 'bench',
  endpoint: process.env.BENCH_ENDPOINT,
  home: process.env.BENCH_HOME,
  instrumentations: 'none',
});
exports.call = observe.tool(async (input) => input, { name: 'weather' });
exports.flush = () => sonde.flush(10_000);
