/** The log of the assistant: winston, with Sonde as its transport, so that every line knows its trace. */
import { SondeTransport } from '@sonde/sdk/winston';
import winston from 'winston';

/** Logs what happens to the questions. */
export const log = winston.createLogger({ level: 'info', transports: [new SondeTransport()] });
