// Calls one operation of every kind of result, and tells whether the host saw what it would have without Sonde.
const { Readable } = require('node:stream');
const { ReadableStream } = require('node:stream/web');
const { metrics } = require('@opentelemetry/api');
const { observe, register, withContext } = require('@sonde/sdk');
const { SondeTransport } = require('@sonde/sdk/winston');
const { createLogger } = require('winston');

void require('./everything-of.cjs')({
  Readable,
  ReadableStream,
  metrics,
  observe,
  register,
  withContext,
  SondeTransport,
  createLogger,
});
