/** Runs one scenario on one subject and sends what it measured: `child.ts <scenario file> <run as JSON>`. */
import type { ScenarioModule, ScenarioRun } from './scenario.ts';

const [file = '', json = '{}'] = process.argv.slice(2);
const { measure } = (await import(file)) as ScenarioModule;
const measured = await measure(JSON.parse(json) as ScenarioRun);
process.send?.(measured, () => process.exit(0));
