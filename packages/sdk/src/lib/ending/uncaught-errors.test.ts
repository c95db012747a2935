import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

/** How Node ends the program by itself. */
const crash = { code: 1, stdout: '' };

const endOf = async (environment: Record<string, string>, options: { readonly preload: boolean }) => {
  const { code, stdout } = await runApp('uncaught.mjs', environment, options);
  return { code, stdout };
};

const run = async (environment: Record<string, string>, expected?: typeof crash) => {
  const bare = expected ?? (await endOf(environment, { preload: false }));
  expect(await endOf({ ...environment, SONDE_HOME: home }, { preload: true })).toEqual(bare);
  return readSpools(home).logs;
};

describe('an error that nobody caught', () => {
  test.each(['timer', 'rejection'])('is told by the operation that left it behind: %s', async (HOW) => {
    const logs = await run({ HOW });
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ eventName: 'exception', severityNumber: 21 });
    expect(logs[0]?.attributes).toMatchObject({
      'exception.type': 'TypeError',
      'sonde.exception.handled': false,
      'sonde.operation.name': 'job',
      'sonde.context.input': 'input of the job',
      'sonde.context.completed': [{ name: 'read', kind: 'tool', failed: false }],
      'session.id': 's-1',
      'code.file.path': expect.stringContaining('uncaught.mjs'),
    });
  });

  test.each(['error', 'text', 'symbol', 'nothing', 'object', 'foreign', 'frozen'])(
    'that an operation told already is not told again: %s',
    async (THING) => {
      const logs = await run({ HOW: 'operation', THING }, crash);
      expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    },
  );

  test.each(['text', 'symbol', 'nothing', 'object', 'foreign', 'frozen', 'revoked'])(
    'is told once, whatever it is: %s',
    async (THING) => {
      const logs = await run({ HOW: 'timer', THING }, crash);
      expect(logs.map(({ eventName }) => eventName)).toEqual(['exception']);
    },
  );

  test.each(['listens', 'once'])('and whose process the host keeps alive is no crash: %s', async (HOST) => {
    const logs = await run({ HOW: 'rejection', HOST });
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ eventName: 'exception', severityNumber: 17 });
    expect(logs[0]?.attributes).toMatchObject({ 'sonde.operation.name': 'job' });
  });

  test.each(['none', 'warn', 'strict'])(
    'is told once in every mode of Node that sees it: %s',
    async (mode) => {
      const logs = await run({ HOW: 'rejection', NODE_OPTIONS: `--unhandled-rejections=${mode}` });
      expect(logs).toHaveLength(1);
    },
  );

  test('and that the host listens to is told once', async () => {
    expect(await run({ HOW: 'timer', HOST: 'catches' })).toHaveLength(1);
  });
});
