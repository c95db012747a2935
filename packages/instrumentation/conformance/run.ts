/** Prints the conformance matrix: `npm run conformance -- openai [major]… [--node=<path>]`. */
import { installFixtures } from './fixtures.ts';
import { openaiColumn, printed } from './openai-matrix.ts';
import { startProvider } from './provider.ts';

const words = process.argv.slice(2);
const majors = words.map(Number).filter((word) => Number.isInteger(word));
if (!words.includes('openai')) throw new Error('Name the library whose matrix is to be run: openai.');
const node = words.find((word) => word.startsWith('--node='))?.slice('--node='.length);

await installFixtures(['provider', 'openai-4', 'openai-5', 'openai-6', 'openai-7']);
const provider = await startProvider();
try {
  const columns = [];
  for (const major of majors.length > 0 ? majors : [4, 5, 6, 7])
    for (const system of ['esm', 'cjs'] as const)
      columns.push(await openaiColumn(major, system, provider, node));
  console.log(printed(columns));
  const fine = columns.every(({ cells, internalErrors }) =>
    [...cells.flatMap(({ wrong, broken }) => [wrong, broken]), ...internalErrors].every(
      (each) => each === undefined,
    ),
  );
  process.exitCode = fine ? 0 : 1;
} finally {
  await provider.stop();
}
