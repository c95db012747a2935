/** Finds the extension behind a telephone number: `x1234`, `ext. 12`, `Durchwahl 7`, `#3`. */
import type { Finding } from './kinds.ts';

const EXTENSION =
  /[,;]?(?:[ \u00a0+]|%20){0,2}(?:(?:ext(?:ension|n)?|x|extensi[óo]n|durchwahl|dw|nebenstelle|poste|int(?:erno)?|anexo|ramal|toestel|app(?:arat)?)\.?|#|%23):?(?:[ \u00a0+]|%20){0,2}\d{1,6}(?![\dA-Za-z_])/iy;

/** @returns the finding, with the extension if one follows a telephone number. @internal */
export function withExtension(text: string, finding: Finding | undefined): Finding | undefined {
  if (finding?.kind !== 'phone') return finding;
  EXTENSION.lastIndex = finding.end;
  return EXTENSION.test(text) ? { ...finding, end: EXTENSION.lastIndex } : finding;
}
