/** What a trace comes from and stands for: release, revision, sampling, as its first span tells them. */
import { ATTR_SONDE_SAMPLED_BY, ATTR_SONDE_SAMPLING_RATIO } from '@sonde/conventions';
import type { SpanDetail, Trace } from '@sonde/store/reader';
import { formatCount, formatShare } from '../format/measures.ts';
import { numberMember, textMember } from '../parts/json-values.ts';
import { Figure } from '../parts/page.tsx';
import { ReleaseFigures } from '../parts/release.tsx';
import { Text } from '../parts/text.tsx';
import { useRead } from '../reading/use-read.ts';

/** Figures of the origin; nothing until the first span has been read. */
export function TraceOrigin({ trace }: { readonly trace: Trace }) {
  const first = trace.spans.find((span) => span.parentSpanId === '') ?? trace.spans[0];
  const { answer } = useRead('span', first && { traceId: first.traceId, spanId: first.spanId });
  if (!answer) return null;
  return (
    <>
      <ReleaseFigures resource={answer.resource} />
      <Sampling span={answer} />
    </>
  );
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['error', 'for its failure'],
  ['latency', 'for its latency'],
  ['cost', 'for its cost'],
  ['slow', 'for its duration'],
]);

function Sampling({ span }: { readonly span: SpanDetail }) {
  const ratio = numberMember(span.attributes, ATTR_SONDE_SAMPLING_RATIO);
  const rule = textMember(span.attributes, ATTR_SONDE_SAMPLED_BY);
  if (rule !== '')
    return (
      <Figure label="Kept">
        <span title="The sampler had left it out; a rule kept it">
          <Text value={reasons.get(rule) ?? rule} lengthMax={40} />
        </span>
      </Figure>
    );
  if (ratio === undefined || ratio <= 0 || ratio >= 1) return null;
  return (
    <Figure label="Sampled">
      <span title={`Stands for ${formatCount(1 / ratio)} such traces`}>{formatShare(ratio)}</span>
    </Figure>
  );
}
