/** The context an operation's own work runs in: that of its caller, with the span and the operation over it. */
import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

/** Where a context keeps its operation. The key is `Symbol.for` in OpenTelemetry's API: copies of this package share it. */
export const operationKey: symbol = createContextKey('sonde.operation');

/** The key under which the API keeps the span, which it does not tell. */
const spanKey = findSpanKey();

/**
 * A context with span and operation over it. `setValue` of the API copies all values for each of the two; this copies
 * none. It stands on the caller's context below all operations, so that nested ones form no chain.
 */
class OperationContext implements Context {
  readonly #base: Context;
  readonly #span: Span;
  readonly #operation: object;

  constructor(parent: Context, span: Span, operation: object) {
    this.#base = parent instanceof OperationContext ? parent.#base : parent;
    this.#span = span;
    this.#operation = operation;
  }

  getValue(key: symbol): unknown {
    if (key === spanKey) return this.#span;
    return key === operationKey ? this.#operation : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#plain().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#plain().deleteValue(key);
  }

  #plain(): Context {
    return trace.setSpan(this.#base, this.#span).setValue(operationKey, this.#operation);
  }
}

/** `parent` with the span and the operation in it. */
export function contextOfOperation(parent: Context, span: Span, operation: object): Context {
  if (spanKey !== undefined) return new OperationContext(parent, span, operation);
  return trace.setSpan(parent, span).setValue(operationKey, operation);
}

/** Undefined should an API ask for more than one value, or for another at another time. */
function findSpanKey(): symbol | undefined {
  const asked = new Set<symbol>();
  const listening: Context = {
    getValue: (key) => void asked.add(key),
    setValue: () => listening,
    deleteValue: () => listening,
  };
  trace.getSpan(listening);
  const [key] = asked;
  const mark = {} as Span;
  const isIt =
    asked.size === 1 && key !== undefined && trace.setSpan(ROOT_CONTEXT, mark).getValue(key) === mark;
  return isIt ? key : undefined;
}
