/** Installs the fixtures of the instrumentations, those whose lock file changed: `install-fixtures.ts [name]…`. */
import { fixtureNames, installFixtures } from '../packages/instrumentation/conformance/fixtures.ts';

const names = process.argv.slice(2);
const installed = await installFixtures(names.length > 0 ? names : fixtureNames);
console.log(installed.length > 0 ? `Installed ${installed.join(', ')}.` : 'All fixtures are installed.');
