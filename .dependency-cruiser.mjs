/** Arrows between packages, as drawn in scripts/package-arrows.json, and what no module may import. */
import { readFileSync } from 'node:fs';

const arrows = JSON.parse(readFileSync(new URL('./scripts/package-arrows.json', import.meta.url), 'utf8'));
const tests = '[.]test[.]ts$|/(test|fixtures|conformance|bench)/';

/** A package may import itself, and the packages (or single doors) its arrows name. */
const arrowRules = Object.entries(arrows).map(([name, targets]) => ({
  name: `arrow-${name}`,
  comment: `packages/${name} may import only: ${targets.join(', ') || 'nothing of ours'}. The table is scripts/package-arrows.json.`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: tests },
  to: {
    path: '^packages/',
    pathNot: [
      `^packages/${name}/`,
      ...targets.map((target) => {
        const [owner, door] = target.split('/');
        return door === undefined ? `^packages/${owner}/` : `^packages/${owner}/src/${door}[.]ts$`;
      }),
    ],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrowRules,
    {
      name: 'no-cycle',
      comment: 'Modules that import each other cannot be understood, loaded or tested one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'doors-only',
      comment:
        'Another package is imported by its name through a door (src/*.ts), never through its src/lib.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/[^/]+[.]ts$'] },
    },
    {
      name: 'no-test-in-product',
      comment: 'What users install must not import tests or fixtures.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-native-in-application',
      comment:
        'The application side imports no native module: a damaged memory map would end the user’s process.',
      severity: 'error',
      from: { path: '^packages/(conventions|statistics|redaction|otlp|observe|sdk|instrumentation|guards)/' },
      to: { path: 'node_modules/(lmdb|@lmdb|@duckdb)/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import must resolve. Fixtures are installed only when their suite runs.',
      severity: 'error',
      from: { path: '^(packages|scripts)/', pathNot: '^packages/[^/]+/fixtures/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@sonde/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
