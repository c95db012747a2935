/** Winston lines as OpenTelemetry logs, tied to the trace they were written in. */
import { type AnyValue, context, logs, SeverityNumber } from '@opentelemetry/api';
import { capture } from '@sonde/observe';
import Transport from 'winston-transport';

const severities: Readonly<Record<string, SeverityNumber>> = {
  emerg: SeverityNumber.FATAL3,
  alert: SeverityNumber.FATAL2,
  crit: SeverityNumber.FATAL,
  error: SeverityNumber.ERROR,
  warn: SeverityNumber.WARN,
  warning: SeverityNumber.WARN,
  notice: SeverityNumber.INFO2,
  info: SeverityNumber.INFO,
  http: SeverityNumber.DEBUG3,
  verbose: SeverityNumber.DEBUG2,
  debug: SeverityNumber.DEBUG,
  silly: SeverityNumber.TRACE,
};

/**
 * A winston transport.
 *
 * @example
 * const logger = winston.createLogger({ transports: [new SondeTransport()] });
 */
export class SondeTransport extends Transport {
  override log(info: Readonly<Record<string, unknown>>, done: () => void): void {
    const { level, message, ...fields } = info;
    logs.getLogger('winston').emit({
      severityNumber: severities[String(level)] ?? SeverityNumber.INFO,
      severityText: String(level),
      body: typeof message === 'string' ? message : (capture(message) as AnyValue),
      attributes: Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, capture(value) as AnyValue]),
      ),
      context: context.active(),
    });
    done();
  }
}
