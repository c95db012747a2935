/** How an operation is described before it runs. */
import type { Attributes } from '@opentelemetry/api';
import type { DetailLevel, OperationKind } from '@sonde/conventions';

/** What an operation is, known before it runs. */
export interface OperationSpec {
  readonly kind: OperationKind;
  /** Low in cardinality: it is part of the span name and the key of the baseline. */
  readonly name: string;
  /** Span name (the GenAI operation and the name, or the name). */
  readonly spanName?: string;
  /** Which of several implementations runs: baselines are kept apart. */
  readonly variant?: string;
  readonly attributes?: Attributes;
  /** Level for this operation (the one in force). */
  readonly detail?: DetailLevel;
  /** The GenAI operation, where it is not the kind's own: `text_completion`, `upsert_memory`, … */
  readonly genAiOperation?: string;
  /** Attribute for the input and the output, where they are not the kind's own. */
  readonly inputAttribute?: string;
  readonly outputAttribute?: string;
  /**
   * Events of the returned emitter or event target that end the operation; `error` fails it (an emitter ends it at once).
   * With none, an object that is returned or resolved to ends it at once, whatever it is.
   */
  readonly endsOn?: readonly string[];
  /** The last argument is a callback of Node's convention, `(error, result)`, and its call ends the operation (false). */
  readonly callback?: boolean;
}
