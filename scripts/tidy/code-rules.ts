/** Tidy rules about source code. */
import { posix } from 'node:path';
import { syntaxOf } from './syntax.ts';
import { type Finding, isHandwritten, isProductSource, lineAt, type Rule, type TrackedFile } from './tree.ts';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;

const isSource = (path: string): boolean => isHandwritten(path) && /^(packages|scripts)\//.test(path);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

/** Modules that may read the environment: one per program, which passes settings on. */
const ENVIRONMENT_READERS =
  /^packages\/(sdk\/src\/lib\/config\/environment|(cli|studio)\/src\/(bin|lib\/environment))\.ts$/;

/** What must not stand in code, and what to write instead. */
const BANNED_CALLS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^(test|it|describe)(\.\w+)*\.(skip|only|todo)\b/, 'a skipped test proves nothing: mend or remove it'],
  [/^(xit|xtest|xdescribe|fit|fdescribe)$/, 'a skipped test proves nothing: mend or remove it'],
  [
    /^jest\.(setTimeout|retryTimes)$/,
    'a test that needs retries or long waits is not deterministic: wait for the event',
  ],
];

/** Calls banned in what is published. */
const BANNED_PRODUCT_CALLS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^JSON\.parse\(JSON\.stringify/, 'use structuredClone'],
  [/\.substr$/, 'use slice'],
  [/^execSync$|^exec$/, 'use execFile or spawn with an argument list: no shell reads the text'],
];

/** The command, and the child process of the store, end themselves. */
const OWNS_ITS_PROCESS = /^packages\/(cli\/|store\/src\/lib\/child\/)/;

/** Everything else runs in a process of somebody else. */
const NO_EXIT = [
  /^process\.exit$/,
  'set process.exitCode and let the loop run dry, so that nothing queued is lost',
] as const;

const eachSource =
  (matches: (path: string) => boolean, look: (file: TrackedFile) => readonly Finding[]) =>
  (tree: readonly TrackedFile[]): readonly Finding[] =>
    tree.filter(({ path }) => matches(path)).flatMap(look);

function at({ path, text }: TrackedFile, offset: number, message: string): Finding {
  return { path, message: `line ${lineAt(text, offset)}: ${message}` };
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function bannedCalls(file: TrackedFile, bans: typeof BANNED_CALLS): Finding[] {
  return syntaxOf(file.path, file.text).calls.flatMap(({ callee, start }) =>
    bans
      .filter(([pattern]) => pattern.test(callee))
      .map(([, message]) => at(file, start, `${callee}: ${message}`)),
  );
}

function leavesPackage(path: string, from: string): boolean {
  if (!from.startsWith('.')) return false;
  const home = path.split('/').slice(0, 2).join('/');
  return !posix.join(posix.dirname(path), from).startsWith(`${home}/`);
}

/** Rules about source code. */
export const codeRules: readonly Rule[] = [
  {
    claim: 'every module begins with a sentence that says what it is',
    findings: eachSource(isSource, ({ path, text }) =>
      /\/(fixtures|test)\/.*\.[cm]js$/.test(path) ||
      /^(#![^\n]*\n)?\/\*\*\s+(\* )?\S/.test(text) ||
      isTest(path)
        ? []
        : [{ path, message: 'begin the file with /** One sentence. */' }],
    ),
  },
  {
    claim: 'every export of the product has a doc comment',
    findings: eachSource(isProductSource, (file) =>
      syntaxOf(file.path, file.text).undocumentedExports.map(({ name, start }) =>
        at(file, start, `say in a doc comment what ${name} gives its user`),
      ),
    ),
  },
  {
    claim: `no source file is longer than ${FILE_LINES_MAX} lines`,
    findings: eachSource(isSource, ({ path, text }) => {
      const amount = lineCount(text);
      const message = `${amount} lines: split it by idea`;
      return amount > FILE_LINES_MAX ? [{ path, amount, message }] : [];
    }),
  },
  {
    claim: `no function is longer than ${FUNCTION_LINES_MAX} lines`,
    findings: eachSource(
      (path) => isSource(path) && !isTest(path),
      (file) =>
        syntaxOf(file.path, file.text)
          .functions.map((span) => ({
            ...span,
            amount: lineAt(file.text, span.end) - lineAt(file.text, span.start) + 1,
          }))
          .filter(({ amount }) => amount > FUNCTION_LINES_MAX)
          .map(({ name, start, amount }) => ({
            ...at(file, start, `${name} has ${amount} lines: move steps into functions below it`),
            amount,
          })),
    ),
  },
  {
    claim: 'no type is any',
    findings: eachSource(
      (path) => /\.tsx?$/.test(path) && isSource(path),
      (file) =>
        syntaxOf(file.path, file.text).anyTypes.map((start) => at(file, start, 'use unknown and narrow it')),
    ),
  },
  {
    claim: 'only one module per program reads the environment',
    findings: eachSource(
      (path) => isProductSource(path) && !ENVIRONMENT_READERS.test(path),
      (file) =>
        syntaxOf(file.path, file.text).environmentReads.map((start) =>
          at(
            file,
            start,
            'take the setting as an argument; only sdk/src/lib/config/environment.ts and cli/src/lib/environment.ts read process.env',
          ),
        ),
    ),
  },
  {
    claim: 'names of attributes, events and metrics come from the conventions',
    findings: eachSource(
      (path) => isProductSource(path) && !path.startsWith('packages/conventions/'),
      (file) =>
        syntaxOf(file.path, file.text)
          .strings.filter(({ value }) => /^(gen_ai|sonde)\.[a-z][a-z0-9_.]*$/.test(value))
          .filter(({ value }) => !/^sonde\.(ya?ml|js|mjs|json|theme)$/.test(value))
          .map(({ value, start }) =>
            at(file, start, `import the constant of "${value}" from @sonde/conventions`),
          ),
    ),
  },
  {
    claim: 'no test is skipped, alone, planned or retried',
    findings: eachSource(isTest, (file) => bannedCalls(file, BANNED_CALLS)),
  },
  {
    claim: 'test names are claims in the present tense',
    findings: eachSource(isTest, (file) =>
      syntaxOf(file.path, file.text)
        .calls.filter(({ callee, text }) => /^(test|it)(\.each)?\b/.test(callee) && /\bshould\b/i.test(text))
        .map(({ text, start }) => at(file, start, `"${text}": say what it does, not what it should do`)),
    ),
  },
  {
    claim: 'nothing published calls what has a better replacement',
    findings: eachSource(isProductSource, (file) =>
      bannedCalls(
        file,
        OWNS_ITS_PROCESS.test(file.path) ? BANNED_PRODUCT_CALLS : [...BANNED_PRODUCT_CALLS, NO_EXIT],
      ),
    ),
  },
  {
    claim: 'no relative import leaves its package',
    findings: eachSource(
      (path) => path.startsWith('packages/') && isSource(path),
      (file) =>
        syntaxOf(file.path, file.text)
          .imports.filter(({ from }) => leavesPackage(file.path, from))
          .map(({ from, start }) => at(file, start, `"${from}": import the other package by its name`)),
    ),
  },
  {
    claim: 'file names name an idea, in kebab-case',
    findings: eachSource(
      (path) => isSource(path) || /^packages\/[^/]+\/(test|fixtures)\//.test(path),
      ({ path }) => {
        const drawer = /(^|\/)(utils?|helpers?|shared|common|misc|types|constants)(\.[a-z]+)*(\/|$)/.exec(
          path,
        )?.[0];
        const base = posix.basename(path).replace(/(\.[a-z]+)+$/, '');
        if (drawer !== undefined)
          return [{ path, message: `"${drawer}" names a drawer: name the idea in it` }];
        return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(base) || !/\.[jt]sx?$/.test(path)
          ? []
          : [{ path, message: 'write the file name in kebab-case after its main export' }];
      },
    ),
  },
];
