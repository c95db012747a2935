/** What the eight bytes that stand for an operation mean. */
import type { IndexDatabase } from '../index/index-database.ts';
import { keys } from '../index/keys.ts';

/** An operation of a service. */
export interface OperationName {
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  readonly model: string;
}

/** Looks names up for the time of one query, each once. */
export function operationNames(database: IndexDatabase): (operationId: string) => OperationName {
  const known = new Map<string, OperationName>();
  return (operationId) => {
    const name = known.get(operationId) ?? readName(database, operationId);
    known.set(operationId, name);
    return name;
  };
}

function readName(database: IndexDatabase, operationId: string): OperationName {
  const row = database.getJson<[string, string, string, string]>(keys.operation(operationId));
  const [service = '', operation = '', kind = '', model = ''] = row ?? [];
  return { service, operation, kind, model };
}
