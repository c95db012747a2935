import type { Case } from '../../lib/case.ts';

const common = [
  '--noEmit',
  '--strict',
  '--target',
  'es2022',
  '--lib',
  'es2023,esnext.disposable,dom',
  '--types',
  'node',
];
/** How a program on Node resolves, and how one that is bundled does. */
const resolutions = {
  nodenext: ['--module', 'nodenext', 'app.mts', 'app.cts'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler', 'app.mts'],
};

export const tried: Case = {
  title: 'a typed application under TypeScript 5.4 to 7.0, declarations of dependencies included',
  programs: ['5.4', '5.9', '6.0', '7.0'].flatMap((version) =>
    Object.entries(resolutions).map(([resolution, options]) => ({
      title: `TypeScript ${version}, ${resolution}`,
      command: ['node', `node_modules/typescript-${version}/bin/tsc`, ...common, ...options] as const,
    })),
  ),
};
