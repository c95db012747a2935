// Bundles the application in the way that is named, runs the bundle where no node_modules are, and fails on a warning.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const out = mkdtempSync(join(tmpdir(), 'sonde-bundle-'));
const entry = resolve('app.mjs');

const bundlers = {
  async 'esbuild-esm'() {
    const { build } = await import('esbuild');
    const options = { entryPoints: [entry], bundle: true, platform: 'node', logLevel: 'silent' };
    const { warnings } = await build({ ...options, format: 'esm', outfile: join(out, 'app.mjs') });
    return { file: 'app.mjs', warnings: warnings.map(({ text }) => text) };
  },
  async 'esbuild-cjs-minified'() {
    const { build } = await import('esbuild');
    const options = {
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      minify: true,
    };
    const { warnings } = await build({ ...options, format: 'cjs', outfile: join(out, 'app.cjs') });
    return { file: 'app.cjs', warnings: warnings.map(({ text }) => text) };
  },
  async rolldown() {
    const { rolldown } = await import('rolldown');
    const warnings = [];
    const bundle = await rolldown({
      input: entry,
      platform: 'node',
      onwarn: ({ message }) => warnings.push(message),
    });
    await bundle.write({ file: join(out, 'app.mjs'), format: 'esm', codeSplitting: false });
    return { file: 'app.mjs', warnings };
  },
  async webpack() {
    const { default: webpack } = await import('webpack');
    const output = { path: out, filename: 'app.cjs' };
    const stats = await new Promise((done, fail) =>
      webpack({ mode: 'production', target: 'node', entry, output }, (error, result) =>
        error ? fail(error) : done(result),
      ),
    );
    const { warnings, errors } = stats.toJson();
    return { file: 'app.cjs', warnings: [...errors, ...warnings].map(({ message }) => message) };
  },
};

const { file, warnings } = await bundlers[process.argv[2]]();
if (warnings.length > 0) throw new Error(warnings.join('\n'));
const { status } = spawnSync(process.execPath, [join(out, file)], { cwd: out, stdio: 'inherit' });
process.exitCode = status ?? 1;
