/** Makes characters that act instead of showing visible: control, bidi, zero-width, tags. */

/** A run of text; `escaped` ones stand for characters that must not act. */
export interface TextRun {
  readonly text: string;
  readonly escaped: boolean;
}

// Line feed and tab keep their meaning. U+200D joins emoji and U+200C letters, both only between letters, so
// they stay. Sources: Unicode UAX 9 (bidi controls), UTS 39 (default ignorables), ECMA-48 (C0, C1).
const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** Text in runs of harmless and of escaped characters (`\u202e`, `\x1b`). */
export function visibleRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let from = 0;
  for (const match of text.matchAll(acting)) {
    if (match.index > from) runs.push({ text: text.slice(from, match.index), escaped: false });
    runs.push({ text: escapeOf(match[0]), escaped: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), escaped: false });
  return runs;
}

/** The same as one string, for canvas, labels and the clipboard. */
export function visibleText(text: string): string {
  return text.replaceAll(acting, escapeOf);
}

/** One line of at most `lengthMax` characters. */
export function visibleLine(text: string, lengthMax = 300): string {
  const cut = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return visibleText(cut).replaceAll(/\s+/g, ' ');
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
