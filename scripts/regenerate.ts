/** Runs every scripts/generate-*.ts, so that all generated files are fresh. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

for (const file of globSync('scripts/generate-*.ts').filter((name) => !name.endsWith('.test.ts'))) {
  const { status } = spawnSync(process.execPath, ['--conditions=@sonde/source', file], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ran' : 'FAILED'} ${file}`);
  if (status !== 0) process.exitCode = 1;
}
