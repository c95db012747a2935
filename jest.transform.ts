/** How both test suites read TypeScript: swc strips the types, native ESM runs the rest. */

const swc = (isJsx: boolean): [string, object] => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', tsx: isJsx, decorators: true },
      transform: {
        decoratorVersion: '2022-03',
        ...(isJsx && { react: { runtime: 'automatic', importSource: 'preact' } }),
      },
      experimental: { keepImportAttributes: true },
    },
    module: { type: 'es6' },
  },
];

/** Settings of every suite; `@sonde/source` resolves a workspace package to its `src` door, so nothing is built. */
export const fromSource = {
  setupFiles: ['<rootDir>/jest.properties.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.ts$': swc(false), '\\.tsx$': swc(true) },
  testEnvironmentOptions: { customExportConditions: ['@sonde/source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
