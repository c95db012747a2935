// Lines straight to Loki, without OpenTelemetry; ends as END says.
import { SondeLokiTransport } from '@sonde/sdk/winston-loki';
import { createLogger } from 'winston';

const transport = new SondeLokiTransport({
  host: process.env.LOKI,
  labels: { service_name: 'shop' },
  interval: 60,
  gracefulShutdown: true,
});
const logger = createLogger({ transports: [transport] });
for (let i = 0; i < Number(process.env.LINES ?? 25); i += 1) logger.info(`line ${i}`);
logger.error('last words', new RangeError('why'));
if (process.env.END === 'exit') process.exit(3);
if (process.env.END === 'throw') throw new Error('thrown');
