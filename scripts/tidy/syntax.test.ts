import { describe, expect, test } from '@jest/globals';
import { syntaxOf } from './syntax.ts';

const facts = (text: string): ReturnType<typeof syntaxOf> => syntaxOf('example.ts', text);

describe('syntaxOf', () => {
  test('finds the type any, but not the word', () => {
    expect(facts("/** any */ const any = 'any'; let a: any; let b: unknown;").anyTypes).toHaveLength(1);
  });

  test('finds reads of the environment however they are written', () => {
    const text = "process.env.A; process['env']; const { env } = settings; process.env;";
    expect(facts(text).environmentReads).toHaveLength(3);
  });

  test('finds strings, but not the names of symbols and context keys', () => {
    const text = "f('gen_ai.a'); Symbol.for('sonde.b'); createContextKey('sonde.c'); `sonde.d`;";
    expect(facts(text).strings.map(({ value }) => value)).toEqual(['gen_ai.a', 'sonde.d']);
  });

  test('names exports without a doc comment directly before them', () => {
    const text = '/** What it is. */\nexport const a = 1;\n// note\nexport function b() {}\nconst c = 1;';
    expect(facts(text).undocumentedExports.map(({ name }) => name)).toEqual(['b']);
  });

  test('measures functions and methods by name', () => {
    const text = 'class A { #b() { return 1; } }\nconst c = () => { return 2; };\nfunction d() {}';
    expect(facts(text).functions.map(({ name }) => name)).toEqual(['#b', 'c', 'd']);
  });

  test('sees calls with their chained names', () => {
    expect(facts("test.each([1]).skip('x'); test.skip('y');").calls.map(({ callee }) => callee)).toContain(
      'test.skip',
    );
  });
});
