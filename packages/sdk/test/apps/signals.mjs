// A program whose own signal handling stands beside Sonde's: `HANDLER` says how, then it sends itself SIGTERM.
import { register } from '@sonde/sdk';

const alive = setInterval(() => {}, 1_000);
const handlers = {
  once: () =>
    process.once('SIGTERM', () =>
      setTimeout(() => {
        console.log('closed by the host');
        clearInterval(alive);
      }, 100),
    ),
  // How the package signal-exit decides: when nobody but itself listens, it takes its listener out and dies.
  polite: () => {
    const die = () => {
      if (process.listenerCount('SIGTERM') !== 1) return;
      process.off('SIGTERM', die);
      process.kill(process.pid, 'SIGTERM');
    };
    process.on('SIGTERM', die);
  },
};
handlers[process.env.HANDLER]();
if (process.env.BARE === undefined) register();
process.kill(process.pid, 'SIGTERM');
setTimeout(() => process.exit(9), 5_000).unref();
