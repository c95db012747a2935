import { type Case, type Claim, type Program, spansNamed, type Told } from '../../lib/case.ts';

/** The oldest that is supported, and the newest of each line. */
const versions = ['22-oldest', '22', '24', '26'];

function program(version: string, file: string): Program {
  return {
    title: `Node ${version}, ${file}`,
    command: [`node_modules/node-${version}/bin/node`, file],
    claims: (told) => [
      ...claims(told),
      ['it is that Node', told.stdout.includes(`"node":"v${version.slice(0, 2)}.`), told.stdout],
    ],
  };
}

function claims(told: Told): readonly Claim[] {
  const names = told.spans.map(({ name }) => name);
  const once = [
    'invoke_agent agent',
    'execute_tool sync',
    'execute_tool promise',
    'execute_tool generator',
    'execute_tool node stream',
    'execute_tool web stream',
    'chat model',
    'scope',
    'block',
  ];
  const [exception] = told.logs.filter(({ attributes }) => attributes['exception.message'] === 'boom');
  return [
    ...once.map(
      (name): Claim => [`one span ${name}`, names.filter((each) => each === name).length === 1, names],
    ),
    ['two spans of failures', spansNamed(told, 'execute_tool failing').length === 2, names],
    [
      'each failure is told, with its input',
      told.logs.filter(({ attributes }) => attributes['exception.message'] === 'boom').length === 2,
    ],
    [
      'an exception has its path',
      JSON.stringify(exception?.attributes['sonde.context.ancestors'] ?? '').includes('agent'),
      exception?.attributes,
    ],
    [
      'the log line is of the trace',
      told.logs.some(({ body, traceId }) => body === 'a line' && traceId === exception?.traceId),
      told.logs,
    ],
    [
      'metrics come along',
      told.metrics.some(({ name }) => name === 'own.counter'),
      told.metrics.map(({ name }) => name),
    ],
    ['nothing of Sonde failed', told.stdout.includes('"internalErrors":{}'), told.stdout],
  ];
}

export const tried: Case = {
  title: 'every kind of operation on each supported line of Node.js, ES modules and CommonJS',
  programs: versions.flatMap((version) =>
    ['everything.mjs', 'everything.cjs'].map((file) => program(version, file)),
  ),
};
