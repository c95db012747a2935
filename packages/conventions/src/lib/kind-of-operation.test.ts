import { expect, test } from '@jest/globals';
import { kindOfOperation, vectorAction } from './kind-of-operation.ts';

test.each([
  ['graph', undefined, 'graph'],
  ['vector', 'retrieval', 'vector'],
  [undefined, 'chat', 'llm'],
  [undefined, 'execute_tool', 'tool'],
  [undefined, 'toString', undefined],
  ['constructor', 5, undefined],
  [undefined, undefined, undefined],
])('%p and %p is %p', (own, genAi, kind) => expect(kindOfOperation(own, genAi)).toBe(kind));

test.each([
  ['', 'search'],
  ['points.query', 'search'],
  ['upsert', 'insert'],
  ['updateVectors', 'update'],
  ['delete_collection', 'delete'],
  ['snapshot', 'snapshot'],
])('%p on a vector store is %s', (written, action) => expect(vectorAction(written)).toBe(action));
