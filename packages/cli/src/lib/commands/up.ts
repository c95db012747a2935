/** `sonde up`: the studio, in the foreground. */
import { once } from 'node:events';
import { type Command, ExitCode } from '../command.ts';
import { countOption } from '../option-values.ts';

/** Runs the studio in the foreground. */
export const up: Command = {
  name: 'up',
  summary: 'Start the studio: OTLP receiver, store and viewer.',
  usage: '[options]',
  options: {
    port: { type: 'string', value: 'N', help: 'port of the viewer (4320; 0: any free one)' },
    'otlp-port': { type: 'string', value: 'N', help: 'port of the OTLP receiver (4318; 0: any free one)' },
    'no-otlp': { type: 'boolean', help: 'no OTLP receiver: only spools are read' },
    'allow-host': {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'host name under which the viewer may be asked, for tunnels and dev containers',
    },
  },
  async run({ terminal, values, home, json }) {
    const { startStudio } = await import('@sonde/studio');
    const port = countOption(values, 'port', 0, 65_535);
    const otlpPort = values['no-otlp'] === true ? null : countOption(values, 'otlp-port', 0, 65_535);
    const allowHosts = (values['allow-host'] as string[] | undefined) ?? [];
    const studio = await startStudio({
      home,
      allowHosts,
      ...(port === undefined ? {} : { port }),
      ...(otlpPort === undefined ? {} : { otlpPort }),
    });
    const { url, otlpUrl, warnings } = studio;
    for (const warning of warnings) terminal.note(`${terminal.style('yellow', 'warning')} ${warning}`);
    if (json) terminal.out(JSON.stringify({ url, otlpUrl, home, warnings }));
    else {
      terminal.out(`${terminal.style('bold', 'Sonde')} is up. Viewer: ${terminal.style('cyan', url)}`);
      if (otlpUrl !== undefined) terminal.out(`OTLP/HTTP receiver: ${otlpUrl}`);
      terminal.out(`Spools and store: ${home}\nWatch a program: sonde run -- node app.js\nCtrl-C stops it.`);
    }
    if (!terminal.interrupted.aborted) await once(terminal.interrupted, 'abort');
    await studio.close();
    return ExitCode.ok;
  },
};
