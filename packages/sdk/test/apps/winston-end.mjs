// A program whose last words are a log line.
import { SondeTransport } from '@sonde/sdk/winston';
import { createLogger } from 'winston';

const logger = createLogger({ transports: [new SondeTransport()] });
logger.info('last words');
if (process.env.END === 'exit') process.exit(0);
if (process.env.END === 'throw') throw new Error('thrown');
