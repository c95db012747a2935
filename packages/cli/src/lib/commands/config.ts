/** `sonde config`: the settings in force here, and where each value comes from. */
import type { ExplainedSetting, SettingDescription, SettingsExplanation } from '@sonde/sdk/configuration';
import { type Command, type CommandContext, ExitCode } from '../command.ts';
import { safeLine, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

const VALUE_WIDTH = 60;

/** Prints settings. */
export const config: Command = {
  name: 'config',
  summary: 'Show the settings in force here, and where each comes from.',
  usage: '[setting] [options]',
  options: {
    changed: { type: 'boolean', help: 'only settings that are not the default' },
    schema: { type: 'boolean', help: 'print the JSON schema of sonde.yaml' },
  },
  async more() {
    const { describeSettings } = await import('@sonde/sdk/configuration');
    return settingsHelp(describeSettings());
  },
  async run(context) {
    const { explainSettings, settingsSchema } = await import('@sonde/sdk/configuration');
    const { terminal, values, json, positionals } = context;
    if (values['schema'] === true) {
      terminal.out(JSON.stringify(settingsSchema(), null, 2));
      return ExitCode.ok;
    }
    const explanation = explainSettings();
    const shown = explanation.settings.filter((setting) => isAskedFor(setting, positionals, context));
    if (json) terminal.out(JSON.stringify({ ...explanation, settings: shown }));
    else print({ ...explanation, settings: shown }, terminal);
    return shown.length === 0 && positionals.length > 0 ? ExitCode.usage : ExitCode.ok;
  },
};

function isAskedFor(
  { name, source, env, fileAliases }: ExplainedSetting,
  names: readonly string[],
  { values }: CommandContext,
): boolean {
  if (values['changed'] === true && source === 'default') return false;
  return names.length === 0 || names.some((asked) => [name, ...env, ...fileAliases].includes(asked));
}

function print({ settings, notes, file }: SettingsExplanation, terminal: Terminal): void {
  const topics = [...new Set(settings.map(({ topic }) => topic))];
  const columns = [{ title: 'SETTING' }, { title: 'VALUE' }, { title: 'FROM' }];
  const rows = topics.flatMap((topic) => [
    [terminal.style('bold', topic), '', ''],
    ...settings.filter((setting) => setting.topic === topic).map((setting) => rowOf(setting, terminal)),
  ]);
  terminal.out(rows.length === 0 ? 'No such setting.' : textTable(columns, rows));
  terminal.note(`sonde.yaml: ${file ?? 'none here'}`);
  for (const note of notes) terminal.note(`${terminal.style('yellow', 'note')} ${note}`);
}

function rowOf({ name, value, source, key }: ExplainedSetting, terminal: Terminal): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const from = key === undefined || key === name ? source : `${source} ${key}`;
  const shown = safeLine(text, VALUE_WIDTH);
  return source === 'default'
    ? [`  ${name}`, shown, terminal.style('dim', from)]
    : [`  ${name}`, terminal.style('cyan', shown), from];
}

/** Settings by topic, for the help. */
function settingsHelp(settings: readonly SettingDescription[]): string {
  const topics = [...new Set(settings.map(({ topic }) => topic))];
  return topics
    .map((topic) => {
      const rows = settings
        .filter((setting) => setting.topic === topic)
        .map(({ name, env, doc }) => [`  ${name}`, env[0] ?? '', doc]);
      return textTable([{ title: topic }, { title: '' }, { title: '' }], rows);
    })
    .join('\n\n');
}
