/** Writes the public API of every door to packages/<name>/api/<door>.api.md; `--check` only compares. Needs a build. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig, type ExtractorMessage } from '@microsoft/api-extractor';

interface Door {
  readonly packageName: string;
  readonly folder: string;
  /** `index` for the door `.`, else the name of the sub-path. */
  readonly name: string;
  readonly declarations: string;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheck = process.argv.includes('--check');

function doors(): Door[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .flatMap(doorsOf)
    .filter(({ declarations }) => existsSync(declarations) && !isEmpty(declarations));
}

function doorsOf(folder: string): Door[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    exports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return Object.entries(manifest.exports ?? {})
    .map(([path, target]) => [path, String(target['@sonde/source'] ?? '')] as const)
    .filter(([, source]) => source.endsWith('.ts'))
    .map(([path, source]) => ({
      packageName: manifest.name,
      folder,
      name: path === '.' ? 'index' : path.slice(2).replaceAll('/', '-'),
      declarations: join(folder, source.replace('src/', 'dist/esm/').replace(/\.ts$/, '.d.ts')),
    }));
}

/** A door without declarations (`export {}`), such as one imported for its effect, has no API to report. */
function isEmpty(declarations: string): boolean {
  const text = readFileSync(declarations, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return /^\s*(export \{\};?\s*)?$/.test(text);
}

function configOf({ packageName, folder, name, declarations }: Door): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2024', 'esnext.disposable', 'dom'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
          },
          include: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(folder, 'api'),
        reportTempFolder: join(root, 'temp', 'api', packageName.replace('/', '-')),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' as never } },
        extractorMessageReporting: { default: { logLevel: 'none' as never } },
        tsdocMessageReporting: { default: { logLevel: 'none' as never } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
}

/** Whether the report of a door differs from the committed one, or API Extractor could not read the door. */
function isStale(door: Door, config: ExtractorConfig, compilerState: CompilerState): boolean {
  const messages: string[] = [];
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: false,
    messageCallback: (message: ExtractorMessage) => {
      if (message.logLevel === 'error') messages.push(message.text);
      message.handled = true;
    },
  });
  if (messages.length > 0) {
    throw new Error(`${door.packageName} ${door.name}: ${messages.join('; ')}`);
  }
  if (!apiReportChanged) return !succeeded;
  if (!isCheck) {
    mkdirSync(dirname(config.reportFilePath), { recursive: true });
    copyFileSync(config.reportTempFilePath, config.reportFilePath);
  }
  return true;
}

/** Reports of doors that no longer exist. */
function orphans(current: readonly Door[]): string[] {
  const known = new Set(current.map(({ folder, name }) => join(folder, 'api', `${name}.api.md`)));
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = join(root, 'packages', name, 'api');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.api.md') && !known.has(file));
  });
}

const all = doors();
const configs = all.map(configOf);
const [first] = configs;
if (first === undefined) throw new Error('No declarations found. Run: npm run build');
const compilerState = CompilerState.create(first, {
  additionalEntryPoints: all.map(({ declarations }) => declarations),
});
const stale = all.filter((door, index) => isStale(door, configs[index] ?? first, compilerState));
const gone = orphans(all);
if (!isCheck) for (const file of gone) rmSync(file);
const names = [...stale.map(({ packageName, name }) => `${packageName} ${name}`), ...gone];
console.log(`${all.length} doors read; ${isCheck ? 'stale' : 'updated'}: ${names.join(', ') || 'none'}.`);
if (isCheck && names.length > 0) {
  console.log('The public API changed. If that is meant, run "npm run api", and commit the reports.');
  process.exitCode = 1;
}
