/** A lock between processes of one machine: a directory that names its owner, taken over when the owner is dead. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const POLL_MS = 250;
/** A fresh install took 18 to 60 s (measured, 2 cores): whoever holds the lock longer than this hangs. */
const WAIT_MAX_MS = 15 * 60_000;
/** Removing a dead owner's lock takes milliseconds: an older claim was left by a process that died doing it. */
const CLAIM_AGE_MAX_MS = 10_000;

/**
 * Takes the lock, waiting for a process that holds it.
 * @param {string} directory - Path that stands for the lock; must not be used for anything else.
 * @returns {Promise<() => void>} Releases the lock; signals that end the process release it too.
 * @throws {Error} If the lock is not free within 15 minutes.
 */
export async function takeLock(directory) {
  mkdirSync(dirname(directory), { recursive: true });
  const startMs = Date.now();
  for (let attempt = 0; !tryLock(directory); attempt += 1) {
    const owner = ownerOf(directory);
    if (Date.now() - startMs > WAIT_MAX_MS) {
      throw new Error(`Another setup (process ${owner}) does not end; stop it and remove ${directory}.`);
    }
    if (owner !== undefined && !isAlive(owner)) removeDead(directory);
    else if (attempt === 0)
      console.error(`wait   Another setup is under way (process ${owner ?? 'starting'})`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return releaser(directory);
}

/** The directory is filled first and then renamed into place, so it never appears without its owner's name. */
function tryLock(directory) {
  const prepared = `${directory}.${process.pid}`;
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, 'pid'), String(process.pid));
  try {
    renameSync(prepared, directory);
    return true;
  } catch {
    rmSync(prepared, { recursive: true, force: true });
    return false;
  }
}

function ownerOf(directory) {
  try {
    return Number(readFileSync(join(directory, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Only the holder of the claim removes, after looking again: else two waiters could remove each other's lock. */
function removeDead(directory) {
  const claim = `${directory}.claim`;
  try {
    mkdirSync(claim);
  } catch {
    if (ageMs(claim) > CLAIM_AGE_MAX_MS) rmSync(claim, { recursive: true, force: true });
    return;
  }
  const owner = ownerOf(directory);
  if (owner !== undefined && !isAlive(owner)) removeWhole(directory);
  rmSync(claim, { recursive: true, force: true });
}

/**
 * Takes the lock away in one step. Removed file by file it would be an empty directory for a moment, over which
 * another process may rename its own: the rest of the removal would then hit that one's lock.
 */
function removeWhole(directory) {
  const aside = `${directory}.released-${process.pid}`;
  try {
    renameSync(directory, aside);
  } catch {
    return; // gone already
  }
  rmSync(aside, { recursive: true, force: true });
}

function ageMs(path) {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? 0 : Date.now() - modified;
}

function releaser(directory) {
  const release = () => removeWhole(directory);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      release();
      process.kill(process.pid, signal);
    });
  }
  return release;
}
