import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InstrumentationReport } from './instrument.ts';

const instrumentation = join(import.meta.dirname, '..', 'index.ts');
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'sonde-instrument-'));
});
afterAll(() => rm(project, { recursive: true }));

/** Puts a package into the project that is only a version and an export. */
async function install(version: string): Promise<void> {
  const folder = join(project, 'node_modules', 'openai');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'openai', version, main: './index.js' }),
  );
  await writeFile(join(folder, 'index.js'), 'exports.OpenAI = class OpenAI {};');
}

/** Runs code in the project, after `instrument` was imported; it prints one JSON value. */
async function inProject<T>(code: string): Promise<{ readonly value: T; readonly stderr: string }> {
  const app = join(project, 'app.mjs');
  const head = `import { createRequire } from 'node:module';
    import { instrument, instrumentationReport } from ${JSON.stringify(instrumentation)};
    const require = createRequire(import.meta.url);
    const print = (value) => console.log(JSON.stringify(value));\n`;
  await writeFile(app, head + code);
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    const options = { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } };
    execFile(process.execPath, ['--conditions=@sonde/source', app], options, (error, out, err) =>
      error === null ? resolve({ stdout: out, stderr: err }) : reject(new Error(err, { cause: error })),
    );
  });
  return { value: JSON.parse(stdout) as T, stderr };
}

const openaiIn = ({ libraries }: InstrumentationReport) => libraries.find(({ name }) => name === 'openai');

describe('an unsupported version', () => {
  test('is not touched, and named in one warning', async () => {
    await install('9.0.0');
    const { value, stderr } = await inProject<InstrumentationReport>(
      `instrument(); instrument(); require('openai'); delete require.cache[require.resolve('openai')];
       require('openai'); print(instrumentationReport());`,
    );
    const note = 'openai 9.0.0 found, supported >=4 <9: not instrumented';
    expect(openaiIn(value)).toEqual({
      name: 'openai',
      version: '9.0.0',
      supported: '>=4 <9',
      status: 'unsupported version',
      note,
    });
    expect(stderr.split(note)).toHaveLength(2);
  });
});

describe('the report', () => {
  test('says what is installed before it is loaded, and what is not', async () => {
    await install('7.0.0');
    const { value, stderr } = await inProject<InstrumentationReport>('print(instrument());');
    expect(value.libraries).toEqual([
      { name: 'openai', version: '7.0.0', supported: '>=4 <9', status: 'waiting' },
      { name: 'langchain', supported: '>=0.3 <2', status: 'not found' },
    ]);
    expect(value.esmHook).toBe('none');
    expect(stderr).toBe('');
  });

  test('is handed over at once and when a library is loaded that lacks the known methods', async () => {
    await install('7.0.0');
    const { value } = await inProject<string[]>(
      `const seen = [];
       instrument({ onReport: ({ libraries }) => seen.push(libraries[0].status) });
       require('openai'); print(seen);`,
    );
    expect(value).toEqual(['waiting', 'not patched']);
  });

  test('names what the options leave out', async () => {
    const { value } = await inProject<string[][]>(
      `const statuses = (options) => instrument(options).libraries.map(({ status }) => status);
       print([statuses({ only: ['langchain'] }), statuses({ except: ['langchain'] })]);`,
    );
    expect(value).toEqual([
      ['disabled', 'not found'],
      ['waiting', 'disabled'],
    ]);
  });
});
