/** Answers of the studio as state of a view. */
import type { ReaderMethod } from '@sonde/store/reader';
import { useEffect, useRef, useState } from 'preact/hooks';
import { returns } from './follow.ts';
import { type AnswerOf, type QueryOf, ReadError, read } from './read.ts';

/** State of a question. The former answer stays until the next one is there, so that nothing jumps. */
export interface Reading<T> {
  readonly answer: T | undefined;
  readonly error: ReadError | undefined;
  readonly pending: boolean;
  /** The answer belongs to this very question, not to the one before. */
  readonly current: boolean;
}

/**
 * Asks a question, and again when it changes, when `revision` grows, or when the studio has come back.
 *
 * @param query - `undefined` asks nothing.
 * @param revision - Any number; a new one asks again (0).
 */
export function useRead<M extends ReaderMethod>(
  method: M,
  query: QueryOf<M> | undefined,
  revision = 0,
): Reading<AnswerOf<M>> {
  const key = query === undefined ? '' : `${method} ${JSON.stringify(query)}`;
  const [state, setState] = useState<{ key: string; answer?: AnswerOf<M>; error?: ReadError }>({ key: '' });
  const [pending, setPending] = useState(true);
  const latest = useRef(query);
  latest.current = query;
  const returned = returns.value;
  useEffect(() => {
    if (latest.current === undefined) return;
    const abort = new AbortController();
    setPending(true);
    read(method, latest.current, abort.signal)
      .then((answer) => setState({ key, answer }))
      .catch((error: unknown) => {
        if (error instanceof ReadError) setState((before) => ({ ...before, key, error }));
        else if (!abort.signal.aborted) throw error;
      })
      .finally(() => {
        if (!abort.signal.aborted) setPending(false);
      });
    return () => abort.abort();
  }, [key, revision, returned]);
  return { answer: state.answer, error: state.error, pending, current: state.key === key };
}
