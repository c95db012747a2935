/** How the viewer is built: `src/ui` to `dist/ui`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The page is served under `script-src 'self'; style-src 'self'`: nothing may be inlined.
export default defineConfig({
  root: here('src/ui'),
  base: '/',
  publicDir: false,
  resolve: { conditions: ['@sonde/source', 'module', 'browser', 'import', 'default'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
  build: {
    outDir: here('dist/ui'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});

/** Writes `x.br` and `x.gz` beside every file, so that the studio never compresses at run time. */
function compressed(): Plugin {
  let outDir = '';
  return {
    name: 'sonde:compressed',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const files = readdirSync(outDir, { recursive: true, withFileTypes: true });
      for (const file of files.filter((entry) => entry.isFile() && /\.(js|css|html|svg)$/.test(entry.name))) {
        const path = join(file.parentPath, file.name);
        const body = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(body));
        writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
      }
    },
  };
}
