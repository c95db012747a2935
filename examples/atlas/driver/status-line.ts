/** One line that says what is happening, on stderr: rewritten in a terminal, a line per step elsewhere. */

/** Shows progress. */
export interface StatusLine {
  /** Shows a step; outside a terminal only when the step differs from the last one. */
  show(step: string, detail?: string): void;
  /** Removes the line. */
  clear(): void;
}

/** Makes the line for a stream. */
export function statusLine(stream: NodeJS.WriteStream = process.stderr): StatusLine {
  let shown = '';
  return {
    show: (step, detail = '') => {
      if (stream.isTTY) stream.write(`\r\u001b[K${`${step} ${detail}`.slice(0, (stream.columns || 80) - 1)}`);
      else if (step !== shown) stream.write(`${step}\n`);
      shown = step;
    },
    clear: () => {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
