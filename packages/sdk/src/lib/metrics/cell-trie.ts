/**
 * Finds the cell of a call by its dimensions, one map lookup each. Building a key of the same nine values costs more
 * than all else that is counted of a call.
 */
import type { OperationKind } from '@sonde/conventions';
import { type Dimension, OperationCell } from './operation-cell.ts';

interface Branch extends Map<Dimension, Branch | OperationCell> {}

/** Longer values are cut: attributes may hold anything, and keys are kept. */
export const DIMENSION_LENGTH_MAX = 128;

/** Cells of one kind of operation. */
export class CellTrie {
  readonly #kind: OperationKind;
  readonly #cellsMax: number;
  readonly #onCell: (cell: OperationCell) => void;
  readonly #root: Branch = new Map();
  #overflow: OperationCell | undefined;
  /** Cells so far, the one for the rest not counted. */
  size = 0;

  /**
   * @param cellsMax - Calls with further dimensions share one cell.
   * @param onCell - Told of each new cell.
   */
  constructor(kind: OperationKind, cellsMax: number, onCell: (cell: OperationCell) => void) {
    this.#kind = kind;
    this.#cellsMax = cellsMax;
    this.#onCell = onCell;
  }

  /** @param dimensions - Strings no longer than {@link DIMENSION_LENGTH_MAX}. The array may be used again. */
  find(dimensions: readonly Dimension[]): OperationCell {
    let at: Branch | OperationCell | undefined = this.#root;
    for (let i = 0; i < dimensions.length; i += 1) {
      at = (at as Branch).get(dimensions[i]);
      if (at === undefined) return this.#create(dimensions);
    }
    return at as OperationCell;
  }

  #create(dimensions: readonly Dimension[]): OperationCell {
    if (this.size >= this.#cellsMax) return this.#overflowCell();
    const cell = new OperationCell(this.#kind, [...dimensions]);
    this.size += 1;
    let branch = this.#root;
    for (const dimension of dimensions.slice(0, -1)) {
      let next = branch.get(dimension);
      if (next === undefined) branch.set(dimension, (next = new Map() as Branch));
      branch = next as Branch;
    }
    branch.set(dimensions.at(-1), cell);
    this.#onCell(cell);
    return cell;
  }

  #overflowCell(): OperationCell {
    if (this.#overflow === undefined) {
      this.#overflow = new OperationCell(this.#kind, [], true);
      this.#onCell(this.#overflow);
    }
    return this.#overflow;
  }
}

/** A dimension's value as it is kept. */
export function dimension(value: unknown): Dimension {
  if (typeof value === 'string')
    return value.length > DIMENSION_LENGTH_MAX ? value.slice(0, DIMENSION_LENGTH_MAX) : value;
  return typeof value === 'number' ? value : undefined;
}
