import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from './ledger.ts';
import { Spool } from './spool.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

test('the manifest names the endpoint without its credentials', () => {
  const endpoint = 'https://user:pass@otlp.example:4318/base';
  const spool = new Spool({ home, service: 'app', endpoint, bytesMax: 1_048_576, ledger: new Ledger() });
  spool.close();
  const manifest: unknown = JSON.parse(readFileSync(join(spool.directory, 'spool.json'), 'utf8'));
  expect(manifest).toMatchObject({ delivery: 'endpoint', endpoint: 'https://otlp.example:4318/base' });
});
