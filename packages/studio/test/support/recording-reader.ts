/** A reader that remembers how it was asked, and fails when the query says so. */
import { SondeError } from '@sonde/conventions';
import { createReaderClient, type FollowEvent, type TelemetryReader } from '@sonde/store/reader';

/** The reader and what it remembers. */
export interface RecordingReader {
  readonly reader: TelemetryReader;
  readonly calls: { method: string; query: unknown; deadlineMs: number | undefined }[];
  /** Methods whose call was cancelled. */
  readonly cancelled: string[];
  /** Queries of `follow`. */
  readonly followed: unknown[];
}

/** Makes one. */
export function recordingReader(): RecordingReader {
  const calls: RecordingReader['calls'] = [];
  const cancelled: string[] = [];
  const followed: unknown[] = [];
  const reader = createReaderClient(
    async (method, query, { deadlineMs, signal }) => {
      calls.push({ method, query, deadlineMs });
      const { text } = query as { text?: string };
      if (text === 'invalid')
        throw new SondeError('STORE_INVALID_QUERY', 'limit must be at most 1000, not 5000.');
      if (text === 'late') throw new SondeError('STORE_DEADLINE_EXCEEDED', 'Gave up after 5 ms.');
      if (text === 'down') throw new SondeError('STORE_UNAVAILABLE', 'The store restarts.');
      if (text === 'bug') throw new TypeError('secret detail');
      if (text === 'hang') {
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => {
            cancelled.push(method);
            reject(new Error('aborted'));
          }),
        );
      }
      return method === 'trace' ? undefined : { items: [] };
    },
    async function* (query, { signal }) {
      followed.push(query);
      yield { cursor: '7', type: 'log', log: { message: 'a\nid: 9\n\nb' } } as unknown as FollowEvent;
      if (query.service === 'breaks') throw new SondeError('STORE_UNAVAILABLE', 'The store restarts.');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      cancelled.push('follow');
    },
  );
  return { reader, calls, cancelled, followed };
}
