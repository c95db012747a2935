/** Sonde as users get it: `register()` of the built package, and `observe.tool`. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { observe, register } from '@sonde/sdk';
import { observeByHand } from '../../lib/observe-by-hand.ts';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';
import { replaySpool } from './replay-spool.ts';

/** Longer than any run: what is measured is that everything arrives, not that waiting ends. */
const FLUSH_MS = 60_000;

export async function start({ endpoint, home, content }: SubjectOptions): Promise<Subject> {
  const towardsEndpoint = process.env['BENCH_DELIVERY'] === 'endpoint';
  const sonde = register({
    service: 'bench',
    home,
    ...(towardsEndpoint ? { endpoint: addressed(endpoint) } : {}),
  });
  const directory = sonde.spoolDirectory;
  if (directory === undefined && sonde.settings.enabled)
    throw new Error(`no spool could be opened in ${home}`);
  return {
    observe:
      process.env['BENCH_BY_HAND'] === 'true'
        ? byHand(content)
        : (name, tool) => observe.tool(tool, { name }),
    flush: () => sonde.flush(FLUSH_MS),
    ...(towardsEndpoint || directory === undefined ? {} : { replay: () => replaySpool(directory, endpoint) }),
  };
}

/** 0.0.0.0 reaches this machine as well, and Sonde treats it as any other: towards loopback it does not compress. */
function addressed(endpoint: string): string {
  return process.env['BENCH_REMOTE'] === 'true' ? endpoint.replace('127.0.0.1', '0.0.0.0') : endpoint;
}

function byHand(content: boolean): Subject['observe'] {
  const tracer = trace.getTracer('bench');
  return (name, tool) => observeByHand(tracer, SpanStatusCode.ERROR, content, name, tool);
}
