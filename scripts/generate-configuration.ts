/** Generates docs/configuration.md from the settings table of the SDK. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type SettingDefinition, settingTopics } from '../packages/sdk/src/lib/config/settings-table.ts';

const page = 'docs/configuration.md';

function kindOf(setting: SettingDefinition): string {
  if (setting.type === 'choice') return setting.choices.filter((choice) => choice !== '').join(' \\| ');
  if (setting.type === 'list') return `list of ${setting.choices.join(', ')}`;
  if (setting.type === 'number')
    return `${setting.integer ? 'whole number' : 'number'}, ${setting.unit}, ${setting.min} … ${setting.max}`;
  return setting.type === 'map' ? 'key=value list' : setting.type;
}

function defaultOf(setting: SettingDefinition): string {
  if (setting.type === 'map' || setting.default === '') return '';
  return `\`${setting.type === 'list' ? setting.default.join(',') : setting.default}\``;
}

function row([name, setting]: [string, SettingDefinition]): string {
  const variables = setting.env.map((variable) => `\`${variable}\``).join(', ');
  const aliases = setting.fileAliases
    ? ` In \`sonde.yaml\` also ${setting.fileAliases.map((alias) => `\`${alias}\``).join(', ')}.`
    : '';
  return `| \`${name}\` | ${kindOf(setting)} | ${defaultOf(setting)} | ${variables} | ${setting.doc}${aliases} |`;
}

function topic(title: string, settings: Readonly<Record<string, SettingDefinition>>): string {
  return `## ${title}

| setting | kind | default | environment | meaning |
|---|---|---|---|---|
${Object.entries(settings).map(row).join('\n')}
`;
}

const text = `# Configuration

Every setting of \`@sonde/sdk\`. Generated from \`packages/sdk/src/lib/config/settings/\`.

A value is taken from the options of \`register()\`, else from the environment (the first variable that is set), else from \`sonde.yaml\` in the working directory (or the file named by \`SONDE_CONFIG_FILE\`), else the default. A wrong key or value fails at start and names the key as it was written.

${Object.entries(settingTopics)
  .map(([title, settings]) => topic(title, settings))
  .join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  console.error(`${page} is stale. Run: npm run generate`);
  process.exitCode = 1;
}
