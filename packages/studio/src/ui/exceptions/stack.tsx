/** A stack trace: frames of the application stand out from those of libraries and of the runtime. */
import { useState } from 'preact/hooks';
import { plural } from '../format/measures.ts';
import { Text } from '../parts/text.tsx';

const linesAtFirst = 12;
const linesMax = 500;

/** A stack as the runtime printed it. */
export function Stack({ text }: { readonly text: string }) {
  const [all, setAll] = useState(false);
  const lines = text.split('\n').slice(0, linesMax);
  const shown = all ? lines : lines.slice(0, linesAtFirst);
  return (
    <div class="stack">
      {shown.map((line, index) => (
        <div key={index} class={isForeign(line) ? 'frame-foreign' : undefined}>
          <Text value={line} lengthMax={400} expands />
        </div>
      ))}
      {!all && lines.length > linesAtFirst && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          … {plural(lines.length - linesAtFirst, 'more line')}
        </button>
      )}
    </div>
  );
}

function isForeign(line: string): boolean {
  return /^\s*at /.test(line) && /node_modules|\bnode:|<anonymous>/.test(line);
}
