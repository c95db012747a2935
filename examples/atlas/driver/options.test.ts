import { expect, test } from '@jest/globals';
import { OptionError, readDemoOptions } from './options.ts';

test('200 questions to the simulated model are the default', () => {
  expect(readDemoOptions([])).toMatchObject({ questions: 200, llm: undefined, check: false, json: false });
});

test.each([
  [['--check', '--llm', 'http://127.0.0.1:1/v1'], '--check'],
  [['--check', '--questions', '5'], '--check'],
  [['--questions', '0'], '--questions must be a whole number from 1 to 2000, not 0.'],
  [['--questions', 'many'], 'not many'],
  [['--port', '70000'], '--port'],
  [['--llm', 'nowhere'], '--llm nowhere is no URL.'],
  [['--chekc'], '--chekc'],
])('%j is refused with a message that names it', (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(OptionError);
  expect(() => readDemoOptions(args)).toThrow(message);
});
