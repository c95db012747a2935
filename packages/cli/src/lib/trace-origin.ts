/** What a trace comes from and stands for, on one line. */
import {
  ATTR_SERVICE_VERSION,
  ATTR_SONDE_SAMPLED_BY,
  ATTR_SONDE_SAMPLING_RATIO,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@sonde/conventions';
import type { JsonMap, TelemetryReader, Trace } from '@sonde/store/reader';
import { safeLine } from './terminal.ts';

/** Release, revision and sampling, as the first span of the trace tells them; empty where it tells none. */
export async function originOf(reader: TelemetryReader, { spans }: Trace): Promise<string> {
  const first = spans.find(({ parentSpanId }) => parentSpanId === '') ?? spans[0];
  const span = first && (await reader.span({ traceId: first.traceId, spanId: first.spanId }));
  if (!span) return '';
  return [releaseText(span.resource), samplingText(span.attributes)].filter((one) => one !== '').join('  ');
}

/** `release 1.4.0  revision 9f2c1ab`, as far as the resource tells them. */
export function releaseText(resource: JsonMap): string {
  const release = resource[ATTR_SERVICE_VERSION];
  const revision = resource[ATTR_VCS_REF_HEAD_REVISION];
  return [
    typeof release === 'string' ? `release ${safeLine(release, 60)}` : '',
    typeof revision === 'string' ? `revision ${safeLine(revision.slice(0, 10))}` : '',
  ]
    .filter((one) => one !== '')
    .join('  ');
}

function samplingText(attributes: JsonMap): string {
  const rule = attributes[ATTR_SONDE_SAMPLED_BY];
  if (typeof rule === 'string') return `kept by rule: ${safeLine(rule, 40)}`;
  const ratio = attributes[ATTR_SONDE_SAMPLING_RATIO];
  return typeof ratio === 'number' && ratio > 0 && ratio < 1
    ? `sampled: stands for ${Math.round(1 / ratio).toLocaleString('en-US')} traces`
    : '';
}
