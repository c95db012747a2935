/** Lists that come in pages: the newest page by question, older ones on demand. */
import type { Page, ReaderMethod } from '@sonde/store/reader';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type AnswerOf, type QueryOf, ReadError, read } from '../reading/read.ts';
import { useRead } from '../reading/use-read.ts';

/** Methods that answer in pages. */
export type PagedMethod = {
  [M in ReaderMethod]: AnswerOf<M> extends Page<unknown> ? M : never;
}[ReaderMethod];

/** Item of a paged method. */
export type ItemOf<M extends PagedMethod> = AnswerOf<M> extends Page<infer T> ? T : never;

/** All pages read so far. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly error: ReadError | undefined;
  /** Nothing has been answered yet. */
  readonly blank: boolean;
  /** The items belong to this very question. */
  readonly current: boolean;
  /** Reads the next older page; absent when there is none. */
  readonly more: (() => void) | undefined;
}

/** Reads a list: the first page at once, and again with each `revision`. */
export function usePages<M extends PagedMethod>(
  method: M,
  query: QueryOf<M> | undefined,
  revision = 0,
): Pages<ItemOf<M>> {
  const first = useRead(method, query, revision);
  const key = JSON.stringify(query);
  const [older, setOlder] = useState<readonly Page<ItemOf<M>>[]>([]);
  const [error, setError] = useState<ReadError | undefined>(undefined);
  const asked = useRef(key);
  asked.current = key;
  useEffect(() => setOlder([]), [key, revision]);
  const head = first.answer as Page<ItemOf<M>> | undefined;
  const cursor = (older.at(-1) ?? head)?.cursor;
  const more = () => {
    read(method, { ...query, cursor } as QueryOf<M>)
      .then((page) => {
        if (asked.current === key) setOlder([...older, page as unknown as Page<ItemOf<M>>]);
      })
      .catch((cause: unknown) => setError(cause instanceof ReadError ? cause : undefined));
  };
  return {
    items: [...(head?.items ?? []), ...older.flatMap((page) => page.items)],
    error: first.error ?? error,
    blank: head === undefined,
    current: first.current,
    more: cursor === undefined ? undefined : more,
  };
}
