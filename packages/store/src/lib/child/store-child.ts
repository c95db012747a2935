/**
 * The store's child process: the only one that opens the index. A damaged memory-mapped file ends its process by a
 * signal that nobody can catch, so it must not be the process that receives telemetry.
 */
import { IndexDatabase } from '../index/index-database.ts';
import { formatFits, readCursor } from '../index/index-state.ts';
import { RecordSource } from '../log/record-source.ts';
import { QueryBudget, QueryCancelled } from '../query/query-budget.ts';
import { answerCall, type CallEnvironment } from './answer-call.ts';
import { IngestLoop, indexIsAhead } from './ingest-loop.ts';
import {
  type ChildAnswer,
  type ChildOptions,
  type ChildRequest,
  errorMessage,
  exitCodes,
} from './messages.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const database = openIndex(options);
const records = new RecordSource(options.logDirectory);
const running = new Map<number, QueryBudget>();
const waiting = new Set<() => void>();

const loop = new IngestLoop({
  logDirectory: options.logDirectory,
  database,
  onIndexed: (end) => {
    send({ type: 'indexed', end: { segment: end.segment, offset: end.offset } });
    for (const wake of waiting) wake();
  },
  onFailure: (error) => {
    if (isDamage(error)) process.exit(exitCodes.damaged);
    send({ type: 'failure', message: errorMessage(error).message });
  },
});

const environment: CallEnvironment = { ...options, end: () => loop.end, grown };

process.on('message', (message) => receive(message as ChildRequest));
// Without its owner the child has no work, and must not hold the index open for the next owner's child.
process.on('disconnect', () => process.exit(0));
// The owner decides when to end; a Ctrl-C in its terminal reaches both.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

send({ type: 'open' });
await loop.run();

function openIndex({ indexDirectory, logDirectory }: ChildOptions): IndexDatabase {
  try {
    const opened = new IndexDatabase(indexDirectory);
    if (!formatFits(opened)) process.exit(exitCodes.otherFormat);
    if (indexIsAhead(logDirectory, readCursor(opened))) process.exit(exitCodes.damaged);
    return opened;
  } catch (error) {
    process.stderr.write(`${errorMessage(error).message}\n`);
    return process.exit(isDiskFailure(error) ? exitCodes.unwritable : exitCodes.damaged);
  }
}

function receive(message: ChildRequest): void {
  if (message.type === 'nudge') loop.nudge();
  else if (message.type === 'cancel') running.get(message.id)?.cancel();
  else void answer(message);
}

async function answer({ id, method, query, deadlineMs }: ChildRequest & { type: 'call' }): Promise<void> {
  const budget = new QueryBudget(deadlineMs);
  running.set(id, budget);
  try {
    const value = await answerCall({ database, records, budget }, method, query, environment);
    send({ type: 'answer', id, value });
  } catch (error) {
    if (isDamage(error)) process.exit(exitCodes.damaged);
    if (!(error instanceof QueryCancelled)) send({ type: 'answer', id, error: errorMessage(error) });
  } finally {
    running.delete(id);
  }
}

function grown(timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    waiting.add(done);
  });
}

function send(answerMessage: ChildAnswer): void {
  // The callback takes the error of a channel that closed meanwhile: 'disconnect' ends the process anyway.
  if (process.connected) process.send?.(answerMessage, undefined, undefined, () => undefined);
}

function isDamage(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return error instanceof SyntaxError || /MDB_(CORRUPTED|PAGE_NOTFOUND|INVALID|PANIC|BAD_TXN)/.test(message);
}

function isDiskFailure(error: unknown): boolean {
  return error instanceof Error && /ENOSPC|EACCES|EROFS|No space|Permission denied/.test(error.message);
}
