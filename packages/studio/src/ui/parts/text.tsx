/** Captured text on the page: always text nodes, never able to reorder, hide or colour what is around it. */
import { useState } from 'preact/hooks';
import { formatCount } from '../format/measures.ts';
import { visibleRuns } from '../format/visible-text.ts';

/** Text that came with telemetry. */
export interface TextProps {
  readonly value: string;
  /** Characters shown at first (300); the rest opens on demand where `expands`. */
  readonly lengthMax?: number;
  readonly expands?: boolean;
}

const stepLength = 20_000;

/** Text that came with telemetry. Control, bidi and zero-width characters show as escapes. */
export function Text({ value, lengthMax = 300, expands = false }: TextProps) {
  const [extra, setExtra] = useState(0);
  const shown = value.slice(0, lengthMax + extra);
  const rest = value.length - shown.length;
  return (
    <>
      <bdi>{visibleRuns(shown).map((run) => (run.escaped ? <Escape text={run.text} /> : run.text))}</bdi>
      {rest > 0 && !expands && '…'}
      {rest > 0 && expands && (
        <button type="button" class="more" onClick={() => setExtra(extra + stepLength)}>
          … {formatCount(rest)} more characters
        </button>
      )}
    </>
  );
}

function Escape({ text }: { readonly text: string }) {
  return (
    <span class="escape" title="A character that is not shown as it is">
      {text}
    </span>
  );
}
