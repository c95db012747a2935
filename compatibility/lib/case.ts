/** What is tried beside or inside other software, and how that is told. */
import type { LogRecord, MetricRecord, SpanRecord } from '@sonde/otlp';

/** What one program did, and what its telemetry holds. */
export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
  readonly metrics: readonly MetricRecord[];
}

/** A claim about a program, and what was found when it does not hold. */
export type Claim = readonly [claim: string, holds: boolean, found?: unknown];

/** One program in the folder of its case. */
export interface Program {
  readonly title: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** What must be so (that it exits with 0). */
  readonly claims?: (told: Told) => readonly Claim[];
}

/** One folder of `cases/`: other software, from its own lock file, with the packed packages beside it. */
export interface Case {
  /** What is tried, in a few words. */
  readonly title: string;
  /** Packages that are installed from their tarballs (those of an application that starts the SDK). */
  readonly packages?: readonly string[];
  /** Files of `programs/` that it shares with other cases (none). */
  readonly shared?: readonly string[];
  readonly programs: readonly Program[];
}

/** Spans by the name they were given. */
export function spansNamed(told: Told, name: string): readonly SpanRecord[] {
  return told.spans.filter((span) => span.name === name);
}

/**
 * What the programs that observe a tool `ours` below an agent or a foreign span all claim: nothing is lost, nothing
 * twice, a failure comes with its message.
 *
 * @param calls - How often `ours` is called; the last call fails with `boom`.
 */
export function observesOurs(calls: number): (told: Told) => readonly Claim[] {
  return (told) => {
    const ours = spansNamed(told, 'execute_tool ours');
    const failures = told.logs.filter(({ attributes }) => attributes['exception.message'] === 'boom');
    return [
      [`${calls} calls of the tool are ${calls} spans`, ours.length === calls, ours.length],
      ['no span is there twice', new Set(told.spans.map(({ spanId }) => spanId)).size === told.spans.length],
      ['the failure is told once', failures.length === 1, failures.length],
      ['nothing of Sonde failed', told.stdout.includes('"internalErrors":{}'), told.stdout],
    ];
  };
}

/** All spans of a program are one tree. */
export function oneTrace({ spans }: Told): Claim {
  const traces = new Set(spans.map(({ traceId }) => traceId));
  return ['all spans are of one trace', traces.size === 1, [...traces]];
}
