/** Where Sonde keeps its files: decision 0005. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Environment, processEnvironment } from './config/environment.ts';

/**
 * The home directory.
 *
 * @param configured - `home` setting; empty means the platform's place for state.
 */
export function homeDirectory(
  configured: string = '',
  environment: Environment = processEnvironment(),
): string {
  // Absolute from the start: a later chdir must not take the files elsewhere.
  if (configured !== '') return resolve(configured);
  if (environment['SONDE_HOME']) return resolve(environment['SONDE_HOME']);
  if (environment['XDG_STATE_HOME']) return join(environment['XDG_STATE_HOME'], 'sonde');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'sonde');
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? homedir(), 'sonde');
  return join(homedir(), '.local', 'state', 'sonde');
}

/** Directory of all spools of one service. */
export function serviceSpoolDirectory(home: string, service: string): string {
  return join(home, 'spool', folderName(service));
}

/** File of a service's baselines. */
export function baselineFile(home: string, service: string): string {
  return join(home, 'state', `${folderName(service)}.json`);
}

/** A service name as a folder name: everything but `[A-Za-z0-9._-]` percent-encoded. */
export function folderName(service: string): string {
  const encoded = encodeURIComponent(service).replaceAll(
    /[!'()*~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded === '.' || encoded === '..' ? encoded.replaceAll('.', '%2E') : encoded;
}
