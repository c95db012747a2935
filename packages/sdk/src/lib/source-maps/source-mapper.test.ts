import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { readSpools, runApp } from '../../../test/run-app.ts';

const source = `// A module whose lines move when it is compiled.
interface Place {
  readonly name: string;
  readonly area?: number;
}

const places: readonly Place[] = [{ name: 'Norway', area: 323_802 }];

export function lookUp(name: string): Place {
  const found = places.find((place) => place.name === name);
  if (found === undefined) {
    throw new RangeError(\`no such place: \${name}\`);
  }
  return found;
}
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-maps-'));
  mkdirSync(join(directory, 'dist'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Compiles the module, and returns its path. */
function compile(kind: 'inline' | 'file' | 'none', minify = false): string {
  const { code, map = '' } = transformSync(source, {
    filename: join(directory, 'src', 'places.ts'),
    sourceFileName: '../src/places.ts',
    sourceMaps: kind === 'none' ? false : true,
    minify,
    isModule: true,
    jsc: {
      parser: { syntax: 'typescript' },
      target: 'es2022',
      ...(minify ? { minify: { compress: true, mangle: true } } : {}),
    },
  });
  const file = join(directory, 'dist', 'places.mjs');
  const reference = {
    none: '',
    file: '\n//# sourceMappingURL=places.mjs.map\n',
    inline: `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(map).toString('base64')}\n`,
  }[kind];
  writeFileSync(file, code + reference);
  if (kind === 'file') writeFileSync(`${file}.map`, map);
  return file;
}

const run = async (module: string, environment: Record<string, string> = {}) => {
  const home = join(directory, 'home');
  const ended = await runApp('mapped.mjs', { MODULE: module, SONDE_HOME: home, ...environment });
  return { ended, logs: readSpools(home).logs };
};

const place = () => ({
  'code.file.path': join(directory, 'src', 'places.ts'),
  'code.function.name': 'lookUp',
  'code.line.number': 12,
  'sonde.exception.source_stacktrace': expect.stringContaining(`src/places.ts:12:`),
});

describe('the sources of an exception', () => {
  test.each<['inline' | 'file', boolean]>([
    ['file', false],
    ['inline', false],
    ['file', true],
  ])('follow the first one, and are in the next: map %s, minified %p', async (kind, minify) => {
    const module = compile(kind, minify);
    const { logs } = await run(module);
    const [first] = logs;
    const [sources, ...others] = logs.filter(({ eventName }) => eventName === 'sonde.exception.source');
    const last = logs.at(-1);
    expect(others).toEqual([]);
    expect(logs).toHaveLength(21);
    expect(first?.attributes).toMatchObject({ 'code.file.path': module });
    const told = minify ? { ...place(), 'code.function.name': expect.any(String) } : place();
    expect(sources?.attributes).toMatchObject({
      ...told,
      'exception.type': 'RangeError',
      'sonde.exception.fingerprint': first?.attributes['sonde.exception.fingerprint'],
    });
    expect(sources).toMatchObject({ traceId: first?.traceId, spanId: first?.spanId });
    expect(last?.attributes).toMatchObject({
      ...told,
      'exception.stacktrace': expect.stringContaining(module),
      'sonde.exception.fingerprint': first?.attributes['sonde.exception.fingerprint'],
    });
  });

  test('are those that Node tells itself', async () => {
    const module = compile('file');
    const { logs } = await run(module);
    const oracle = await run(module, {
      NODE_OPTIONS: '--enable-source-maps',
      SONDE_HOME: join(directory, 'other'),
    });
    const [, , line = ''] = oracle.ended.stdout.split('\n');
    const { functionAt = '' } = /\((?<functionAt>[^)]+)\)/.exec(oracle.ended.stdout)?.groups ?? {};
    expect(functionAt || line).toContain('src/places.ts:12:');
    expect(logs.at(-1)?.attributes['sonde.exception.source_stacktrace']).toContain(functionAt);
  });

  test('of a crash are in its event', async () => {
    const { logs } = await run(compile('file'), { TIMES: '0', END: 'throw' });
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ eventName: 'exception', severityNumber: 21 });
    expect(logs[0]?.attributes).toMatchObject(place());
  });

  test('are left to Node where it maps stacks, and to nobody where there is no map or it is damaged', async () => {
    const mapped = await run(compile('file'), { NODE_OPTIONS: '--enable-source-maps', TIMES: '2' });
    expect(mapped.logs).toHaveLength(2);
    expect(mapped.logs[0]?.attributes['code.line.number']).toBe(12);
    rmSync(join(directory, 'home'), { recursive: true });
    expect((await run(compile('none'), { TIMES: '2' })).logs).toHaveLength(2);
    rmSync(join(directory, 'home'), { recursive: true });
    writeFileSync(`${compile('file')}.map`, '{"mappings":"AAAA,;;!!!!","sources":["a');
    expect((await run(join(directory, 'dist', 'places.mjs'), { TIMES: '2' })).logs).toHaveLength(2);
  });
});
