/** Finds the studio of a home and asks it. */
import { type ErrorCode, errorCatalogue, SondeError } from '@sonde/conventions';
import { type RunFile, readRunFile, runFilePath } from '../ownership/run-file.ts';

/** A studio that can be asked. */
export type StudioAddress = RunFile & { readonly url: string };

/** Reads where the studio of a home is. @throws SondeError `STUDIO_UNREACHABLE` when none has said so. */
export async function findStudio(home: string): Promise<StudioAddress> {
  const file = await readRunFile(runFilePath(home));
  if (file?.url === undefined) throw unreachable(home);
  return { ...file, url: file.url };
}

/**
 * Address that opens the viewer of the running studio, with the login token in it: for a terminal, not for a log.
 *
 * @param home - Home directory.
 * @throws SondeError `STUDIO_UNREACHABLE` when none has said where it is.
 */
export async function loginUrl(home: string): Promise<string> {
  const { url, token } = await findStudio(home);
  return `${new URL(`/?token=${encodeURIComponent(token)}`, url)}`;
}

/**
 * Sends one request with the studio's token.
 *
 * @throws SondeError as the studio answers, `STUDIO_UNREACHABLE` when it does not; an `AbortError` when cancelled.
 */
export async function askStudio(studio: StudioAddress, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${studio.token}`);
  const response = await fetch(new URL(path, studio.url), { ...init, headers, redirect: 'error' }).catch(
    (cause: unknown) => {
      init.signal?.throwIfAborted();
      throw unreachable(studio.url, cause);
    },
  );
  if (!response.ok) throw await errorOf(response);
  return response;
}

function unreachable(where: string, cause?: unknown): SondeError {
  return new SondeError('STUDIO_UNREACHABLE', `No studio answers at ${where}.`, { cause });
}

async function errorOf(response: Response): Promise<SondeError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = (body as { error?: { code?: unknown; message?: unknown } } | undefined)?.error;
  const message = typeof error?.message === 'string' ? error.message : `HTTP status ${response.status}.`;
  return new SondeError(isErrorCode(error?.code) ? error.code : 'STUDIO_UNREACHABLE', message);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code);
}
