// The same from ES modules.
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { metrics } from '@opentelemetry/api';
import { observe, register, withContext } from '@sonde/sdk';
import { SondeTransport } from '@sonde/sdk/winston';
import { createLogger } from 'winston';
import everythingOf from './everything-of.cjs';

await everythingOf({
  Readable,
  ReadableStream,
  metrics,
  observe,
  register,
  withContext,
  SondeTransport,
  createLogger,
});
