/** Tidy rules about any text and about the documents. */
import { basename } from 'node:path';
import { type Finding, lineAt, type Rule, type TrackedFile, workspacesOf } from './tree.ts';

const BLOB_BYTES_MAX = 1024 * 1024;

/** Texts no file may contain, and what to do instead. Written in pieces where they would match themselves. */
const BANNED_TEXTS: readonly (readonly [claim: string, pattern: RegExp, message: string])[] = [
  [
    'nothing is left to be done later',
    new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`),
    'do it now, or describe the limit where the user reads about it',
  ],
  [
    'no file names a package registry',
    /\bregistry\.(npmjs|yarnpkg)\b|\b(artifactory|verdaccio|nexus)\.[a-z]/i,
    'the registry is the business of the machine: remove the host name',
  ],
  [
    'no file names a path of one machine',
    /(?<![\w.~-])\/(work\/(main|shared|helpers)|root\/|home\/(?!user\b|ada\b|app\b|node\b|me\b)[a-z]+\/|Users\/(?!ada\b|user\b)[A-Za-z]+\/)/,
    'make the path relative; in examples the user is called ada',
  ],
];

function textRule([claim, pattern, message]: (typeof BANNED_TEXTS)[number]): Rule {
  return {
    claim,
    findings: (tree) =>
      tree.flatMap(({ path, text }): Finding[] => {
        const match = pattern.exec(text);
        if (match === null || basename(path) === 'package-lock.json') return [];
        return [{ path, message: `line ${lineAt(text, match.index)}: "${match[0]}": ${message}` }];
      }),
  };
}

/** Parts of the README in their order: what a reader needs first stands first. */
const README_PARTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['the name', /^# \S/m],
  ['one sentence', /\n\n[A-Z][^\n]+\.\s/],
  ['a picture', /!\[[^\]]+\]\([^)]+\)/],
  ['one command for a fresh machine', /```sh\n(.*\n)*?npm run demo/],
  ['a realistic program', /```(ts|js)\n/],
  ['## Features', /^## Features/m],
  ['## Compatibility', /^## Compatibility/m],
  ['## Where data goes', /^## Where data goes/m],
  ['## Commands', /^## Commands/m],
  ['## Licence', /^## Licence/m],
];

function readmeOrder(tree: readonly TrackedFile[]): Finding[] {
  const text = tree.find(({ path }) => path === 'README.md')?.text ?? '';
  let from = 0;
  return README_PARTS.flatMap(([name, pattern]) => {
    const index = text.slice(from).search(pattern);
    if (index === -1) return [{ path: 'README.md', message: `${name} is missing or in the wrong place` }];
    from += index;
    return [];
  });
}

function packageReadmes(tree: readonly TrackedFile[]): Finding[] {
  return workspacesOf(tree).flatMap(({ name, manifest }) => {
    const path = `packages/${name}/README.md`;
    const text = tree.find((file) => file.path === path)?.text;
    if (text === undefined) return [{ path, message: 'the package has no README' }];
    const isOrdered = text.startsWith(`# ${manifest.name}\n\n`) && /\n```/.test(text);
    return isOrdered ? [] : [{ path, message: `begin with "# ${manifest.name}", a sentence and an example` }];
  });
}

function decisionRecords(tree: readonly TrackedFile[]): Finding[] {
  const records = tree.filter(({ path }) => /^docs\/decisions\/\d+/.test(path));
  const numbers = records.map(({ path }) => Number(/(\d+)/.exec(basename(path))?.[1]));
  const gaps = numbers
    .toSorted((a, b) => a - b)
    .flatMap((number, index) => (number === index + 1 ? [] : [number]))
    .slice(0, 1)
    .map((number) => ({
      path: 'docs/decisions',
      message: `${String(number).padStart(4, '0')} does not follow on: numbers have neither gaps nor duplicates`,
    }));
  return [...gaps, ...records.flatMap(recordShape)];
}

function recordShape({ path, text }: TrackedFile): Finding[] {
  const number = /(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1];
  if (number === undefined) return [{ path, message: 'name it NNNN-what-was-decided.md' }];
  const headings = ['Context', 'Decision', 'Consequences', 'When to revisit'];
  const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const inOrder = found.filter((heading) => heading !== undefined && headings.includes(heading));
  return inOrder.join() === headings.join() && text.startsWith(`# ${number} `)
    ? []
    : [{ path, message: `begin with "# ${number} …", then ${headings.join(', ')}` }];
}

function changeNotes(tree: readonly TrackedFile[]): Finding[] {
  return tree
    .filter(({ path }) => /^\.changes\/(?!README)/.test(path))
    .filter(({ text }) => !/^kind: (added|changed|fixed|removed|security)\npackages: .+\n\n[A-Z`]/.test(text))
    .map(({ path }) => ({
      path,
      message:
        'begin with "kind: added|changed|fixed|removed|security", "packages: …", an empty line, a sentence',
    }));
}

function brokenLinks(tree: readonly TrackedFile[]): Finding[] {
  const paths = new Set(tree.map(({ path }) => path));
  const exists = (path: string): boolean =>
    paths.has(path) || [...paths].some((known) => known.startsWith(`${path.replace(/\/$/, '')}/`));
  return tree
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      [...text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !exists(new URL(target, `file:///${path}`).pathname.slice(1)))
        .map((target) => ({ path, message: `the link to ${target} leads nowhere` })),
    );
}

/** Rules about texts and documents. */
export const textRules: readonly Rule[] = [
  ...BANNED_TEXTS.map(textRule),
  { claim: 'the README says first what a reader needs first', findings: readmeOrder },
  { claim: 'every package has a README', findings: packageReadmes },
  { claim: 'decision records are numbered and complete', findings: decisionRecords },
  { claim: 'notes of changes can be put into the changelog', findings: changeNotes },
  { claim: 'links between documents lead somewhere', findings: brokenLinks },
  {
    claim: 'no tracked file is larger than 1 MiB',
    findings: (tree) =>
      tree
        .filter(({ sizeBytes }) => sizeBytes > BLOB_BYTES_MAX)
        .map(({ path, sizeBytes }) => ({ path, message: `${sizeBytes} bytes: generate it when needed` })),
  },
];
