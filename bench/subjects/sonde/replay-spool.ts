/** Sends what a spool holds to the sink, so that loss is counted the same way as for those that export. */
import { encodeRequest, type RawRecord, type Signal } from '@sonde/otlp';
import { FrameKind, SegmentFollower } from '@sonde/otlp/segments';

const signals: readonly (readonly [Signal, number])[] = [
  ['traces', FrameKind.span],
  ['logs', FrameKind.log],
];

/** Reads the whole spool from its beginning. */
export async function replaySpool(directory: string, endpoint: string): Promise<void> {
  const follower = new SegmentFollower({ directory });
  for (;;) {
    const { frames, caughtUp } = follower.poll();
    for (const [signal, kind] of signals) {
      const records = frames
        .filter((frame) => frame.kind === kind)
        .flatMap(({ raw }) => (raw === undefined ? [] : [raw]));
      if (records.length > 0) await post(`${endpoint}/v1/${signal}`, signal, records);
    }
    if (caughtUp) return follower.close();
  }
}

async function post(url: string, signal: Signal, records: readonly RawRecord[]): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: Buffer.from(encodeRequest(signal, records)),
  });
  if (!response.ok) throw new Error(`the sink answered ${response.status}`);
}
