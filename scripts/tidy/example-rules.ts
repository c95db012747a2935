/** Tidy rules about the examples in documents: they must parse, and name what the doors export. */
import { syntaxOf } from './syntax.ts';
import type { Finding, Rule, TrackedFile } from './tree.ts';

interface Example {
  readonly path: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

function examplesOf({ path, text }: TrackedFile): Example[] {
  return [...text.matchAll(/^```(ts|tsx|js|mjs)\n([\s\S]*?)^```/gm)].map((match) => ({
    path,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? 'ts',
    code: match[2] ?? '',
  }));
}

const examples = (tree: readonly TrackedFile[]): Example[] =>
  tree.filter(({ path }) => path.endsWith('.md') && !path.endsWith('.api.md')).flatMap(examplesOf);

function parseProblem({ path, line, language, code }: Example): Finding[] {
  try {
    syntaxOf(`example.${language}`, code);
    return [];
  } catch (error) {
    return [{ path, message: `the example at line ${line} does not parse: ${(error as Error).message}` }];
  }
}

/** The API report of a door of ours, by the name it is imported by. */
function reportOf(specifier: string, tree: readonly TrackedFile[]): TrackedFile | undefined {
  const [, name, door = 'index'] = /^@sonde\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  return tree.find(({ path }) => path === `packages/${name}/api/${door.replaceAll('/', '-')}.api.md`);
}

function exportsName(report: string, name: string): boolean {
  return new RegExp(`^export [^;{(=]*\\b${name}\\b|^export \\{[^}]*\\b${name}\\b`, 'm').test(report);
}

function unknownImports({ path, line, language, code }: Example, tree: readonly TrackedFile[]): Finding[] {
  return syntaxOf(`example.${language}`, code).imports.flatMap(({ from, names }) => {
    const report = reportOf(from, tree);
    if (report === undefined) return [];
    return names
      .filter((name) => !exportsName(report.text, name))
      .map((name) => ({ path, message: `the example at line ${line}: ${from} exports no ${name}` }));
  });
}

/** Rules about examples. */
export const exampleRules: readonly Rule[] = [
  {
    claim: 'examples in documents parse',
    findings: (tree) => examples(tree).flatMap(parseProblem),
  },
  {
    claim: 'examples import what the doors export',
    findings: (tree) =>
      examples(tree)
        .filter((example) => parseProblem(example).length === 0)
        .flatMap((example) => unknownImports(example, tree)),
  },
];
