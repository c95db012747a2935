/** LangChain's runs that are open, by their ids, and the operation each belongs to. */
import { type Context, context } from '@opentelemetry/api';
import { type Operation, type OperationSpec, operationIn, startOperation } from '@sonde/observe';

/** A run. Runs that are not observed themselves stand for the operation around them. */
export interface Run {
  readonly operation: Operation | undefined;
  /** Context in which the run's own work happens. */
  readonly context: Context;
  /** Which execution of which node the run is part of. */
  readonly node: string | undefined;
  readonly parent: Run | undefined;
  /** Something inside has failed. */
  failed: boolean;
}

/** Runs whose end is never reported, such as those of an iterator that nobody reads on, must not pile up. */
const RUNS_MAX = 10_000;
/** Ended runs kept for what still goes on inside them: LangGraph runs on when the reader of its stream has left. */
const LEFT_MAX = 100;

/** The open runs of the process. */
export class Runs {
  readonly #runs = new Map<string, Run>();
  readonly #left = new Map<string, Run>();
  /** Runs given up because of the bound. */
  droppedCount = 0;

  /** The run with this id. */
  get(id: string | undefined): Run | undefined {
    return id === undefined ? undefined : (this.#runs.get(id) ?? this.#left.get(id));
  }

  /** Starts an observed run below another, which the caller's context may know more exactly. */
  start(id: string, parentId: string | undefined, spec: OperationSpec, node?: string): Operation | undefined {
    const parent = this.get(parentId);
    const from = nearest(parent?.context);
    const operation = startOperation(spec, from);
    const own = operation?.context ?? from;
    this.#add(id, { operation, context: own, node: node ?? parent?.node, parent, failed: false });
    return operation;
  }

  /** Starts a run that is not observed: what happens in it belongs to the operation around it. */
  pass(id: string, parentId: string | undefined): void {
    const parent = this.get(parentId);
    const from = nearest(parent?.context);
    this.#add(id, { operation: undefined, context: from, node: parent?.node, parent, failed: false });
  }

  /** Takes an ended run out; its operation is still to be ended. */
  take(id: string): Run | undefined {
    const run = this.#runs.get(id);
    this.#runs.delete(id);
    return run;
  }

  /** Takes out a run whose stream was left; what still starts inside it finds it for a while. */
  leave(id: string): Operation | undefined {
    const run = this.take(id);
    if (run === undefined) return undefined;
    this.#left.set(id, run);
    const [oldest] = this.#left.keys();
    if (this.#left.size > LEFT_MAX && oldest !== undefined) this.#left.delete(oldest);
    return run.operation;
  }

  #add(id: string, run: Run): void {
    this.#runs.set(id, run);
    if (this.#runs.size <= RUNS_MAX) return;
    const [oldest] = this.#runs.keys();
    if (oldest === undefined) return;
    this.take(oldest)?.operation?.end();
    this.droppedCount += 1;
  }
}

const key = Symbol.for('sonde.instrumentation.langchain.runs.v1');
const holder = globalThis as { [key]?: Runs };

/** The open runs. Ids are unique in the world, so all copies of LangChain, and of this package, share one table. */
export const runs: Runs = (holder[key] ??= new Runs());

/** Notes a failure in a run and all around it; true when something around it had failed before. */
export function noteFailure(run: Run): boolean {
  let before = false;
  for (let up: Run | undefined = run; up !== undefined; up = up.parent) {
    before ||= up.failed;
    up.failed = true;
  }
  return before;
}

/**
 * The context to work in: the run's, unless the active one lies inside it already, as where a node calls an observed
 * function that calls a model.
 */
export function nearest(ofRun: Context | undefined): Context {
  const active = context.active();
  if (ofRun === undefined) return active;
  const target = operationIn(ofRun);
  for (let up = operationIn(active); up !== undefined; up = up.parent) if (up === target) return active;
  return ofRun;
}
