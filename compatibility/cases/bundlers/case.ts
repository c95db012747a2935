import { type Case, observesOurs, oneTrace } from '../../lib/case.ts';

export const tried: Case = {
  title: 'one file made by esbuild, Rolldown and webpack, run where no dependency is installed',
  programs: ['esbuild-esm', 'esbuild-cjs-minified', 'rolldown', 'webpack'].map((bundler) => ({
    title: bundler,
    command: ['node', 'bundle.mjs', bundler],
    claims: (told) => [...observesOurs(2)(told), oneTrace(told)],
  })),
};
