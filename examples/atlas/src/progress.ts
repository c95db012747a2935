/** How far the assistant is, told to the process that started it. */

/** A message to the driver. */
export type Progress =
  | { readonly type: 'index'; readonly done: number; readonly total: number }
  | { readonly type: 'questions'; readonly done: number; readonly total: number; readonly failed: number }
  | { readonly type: 'finished'; readonly answered: number; readonly failed: number };

/** Tells the driver; without one, nobody. */
export function tell(progress: Progress): void {
  if (process.connected) process.send?.(progress);
}
