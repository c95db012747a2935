/**
 * Groups exceptions: the same failure gets the same fingerprint in every process, on every machine and after every
 * change of line numbers. SDK and store share this one algorithm.
 */
import { onceByFrames } from './stack-frames.ts';

/** What is known of an exception. */
export interface FingerprintInput {
  /** Class or code of the error. */
  readonly type: string;
  readonly message: string;
  /** Stack as the runtime printed it (empty when there is none). */
  readonly stacktrace?: string;
  /** Chain of causes, nearest first; only their types count. */
  readonly causes?: readonly { readonly type: string }[];
}

/**
 * Names the group an exception belongs to.
 *
 * The hash covers the type, the types of the causes, and the innermost {@link framesMax} frames of the application as
 * function and file without line; dependencies count only when there is no other frame. Without frames it covers the
 * message with ids, numbers, paths, addresses and quoted parts masked.
 *
 * @param input - The exception.
 * @returns `v1:` and 16 hex digits; the prefix changes with the algorithm.
 */
export function exceptionFingerprint(input: FingerprintInput): string {
  const causes = (input.causes ?? []).slice(0, causesMax).map((cause) => cause.type);
  const frames = topFrames(input.stacktrace ?? '');
  if (frames.length === 0) return fingerprintOf([input.type, ...causes, '', maskMessage(input.message)]);
  // The frames of one place are the same array each time.
  const known = knownByFrames.get(frames);
  const types = [input.type, ...causes].join('\n');
  if (known?.types === types) return known.fingerprint;
  const fingerprint = fingerprintOf([types, '', ...frames]);
  knownByFrames.set(frames, { types, fingerprint });
  return fingerprint;
}

const knownByFrames = new WeakMap<
  readonly string[],
  { readonly types: string; readonly fingerprint: string }
>();

function fingerprintOf(parts: readonly string[]): string {
  return `v1:${fnv1a64(parts.join('\n'))}`;
}

/**
 * Replaces what differs between two occurrences of one failure.
 *
 * @param message - Any text; only its first 500 characters count.
 * @returns The text with `<uuid>`, `<url>`, `<path>`, `<hex>`, `<n>` and `<text>` in place of the variable parts.
 */
export function maskMessage(message: string): string {
  return masks
    .reduce((text, [pattern, mask]) => text.replace(pattern, mask), message.slice(0, messageLengthMax))
    .replace(/\s+/g, ' ')
    .trim();
}

const framesMax = 5;
const causesMax = 5;
const linesMax = 100;
const lineLengthMax = 500;
const messageLengthMax = 500;

// Order matters: an address contains a path, a path contains numbers.
const masks: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`)\]]{1,500}/gi, '<url>'],
  [/"[^"]{0,500}"|'[^'\s][^']{0,500}'|`[^`]{0,500}`/g, '<text>'],
  [/(?<![\w<])(?:[a-z]:)?[\\/][\w.@~-]+(?:[\\/][\w.@~-]*)+/gi, '<path>'],
  [/\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})\b/gi, '<hex>'],
  [/\d+(?:\.\d+)*/g, '<n>'],
];

interface Frame {
  readonly place: string;
  readonly ofApplication: boolean;
}

const topFrames = onceByFrames((stacktrace): readonly string[] => {
  const lines = stacktrace.split('\n');
  const python = lines.some((line) => pythonFrame.test(line));
  // Python prints the innermost frame last.
  const ordered = python ? lines.slice(-linesMax).reverse() : lines.slice(0, linesMax);
  const frames = ordered.map((line) => parseFrame(line.slice(0, lineLengthMax))).filter((frame) => !!frame);
  const own = frames.filter((frame) => frame.ofApplication);
  return (own.length > 0 ? own : frames).slice(0, framesMax).map((frame) => frame.place);
});

const pythonFrame = /^\s*File "([^"]+)", line \d+(?:, in (.+))?/;
const namedFrame = /^\s*at (.+?) ?\(([^()]*)\)\s*$/;
const namelessFrame = /^\s*at (?:async )?((?:file:|node:|\/|[A-Za-z]:\\|<).*)$/;

function parseFrame(line: string): Frame | undefined {
  const python = pythonFrame.exec(line);
  if (python) return frameOf(python[2] ?? '', python[1] ?? '');
  const named = namedFrame.exec(line);
  if (named) return frameOf(named[1] ?? '', named[2] ?? '');
  const nameless = namelessFrame.exec(line);
  return nameless ? frameOf('', nameless[1] ?? '') : undefined;
}

function frameOf(name: string, location: string): Frame {
  const file = location.replace(/(?::\d+){1,2}$/, '').replace(/[?#].*$/, '');
  return {
    place: `${functionName(name)}@${shortPath(file)}`,
    ofApplication: !/^node:|^<|^native$|[\\/](?:node_modules|site-packages|internal)[\\/]/.test(file),
  };
}

function functionName(name: string): string {
  return name
    .trim()
    .replace(/^(?:async |new )+/, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/^(?:Object|Module|global)\.(?=<anonymous>$)/, '');
}

// Two segments tell files apart, and are the same in a container, on a laptop and in CI.
function shortPath(file: string): string {
  const segments = file.replaceAll('\\', '/').split('/');
  const dependency = segments.lastIndexOf('node_modules');
  return (dependency >= 0 ? segments.slice(dependency + 1) : segments.slice(-2)).join('/');
}

/** FNV-1a, 64 bits, of the UTF-8 bytes: draft-eastlake-fnv, offset basis cbf29ce484222325, prime 2^40 + 0x1b3. */
function fnv1a64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
