/** Percent-encoding, read as people write it. */

/** Decodes; a text that is no percent-encoding is meant as it stands. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
