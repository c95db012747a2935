// A tool that fails inside a workflow, a slow one, and log lines; ends as END says.
import { observe, registered, withContext } from '@sonde/sdk';
import { SondeTransport } from '@sonde/sdk/winston';
import { createLogger } from 'winston';

const logger = createLogger({ transports: [new SondeTransport()] });
const lookup = observe.tool(
  async (place) => {
    logger.info(`looking for ${place}`, { password: 'hunter2-hunter2' });
    if (place === 'Atlantis') throw new RangeError('no such place');
    return place;
  },
  { name: 'lookup' },
);
const travel = observe.workflow(async (place) => lookup(place), { name: 'travel' });
await withContext({ sessionId: 's-1', workflowId: 'w-1' }, async () => {
  await travel('Norway');
  await travel('Atlantis').catch(() => {});
});
logger.info('last words');
if (process.env.END === 'exit') process.exit(3);
if (process.env.END === 'sigkill')
  setImmediate(() => setImmediate(() => process.kill(process.pid, 'SIGKILL')));
if (process.env.END === 'flush') await registered()?.flush();
