/** Generates docs/configuration.md and the schema of `sonde.yaml` from the settings table of the SDK. `--check` only compares. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { settingsSchema } from '../packages/sdk/src/lib/config/settings-schema.ts';
import { type SettingDefinition, settingTopics } from '../packages/sdk/src/lib/config/settings-table.ts';

function kindOf(setting: SettingDefinition): string {
  if (setting.type === 'choice') return setting.choices.filter((choice) => choice !== '').join(' \\| ');
  if (setting.type === 'list') return `list of ${setting.choices.join(', ')}`;
  if (setting.type === 'number')
    return `${setting.integer ? 'whole number' : 'number'}, ${setting.unit}, ${setting.min} … ${setting.max}`;
  if (setting.type === 'numbers') return `${setting.unit} by operation, ${setting.min} … ${setting.max}`;
  if (setting.type === 'overrides') return `by operation: ${Object.keys(setting.fields).join(', ')}`;
  return setting.type === 'map' ? 'key=value list' : setting.type;
}

function defaultOf(setting: SettingDefinition): string {
  if (typeof setting.default === 'object' && !Array.isArray(setting.default)) return '';
  if (setting.type === 'list' && setting.default.length === 0) return '';
  if (setting.default === '') return '';
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

A value is taken from the options of \`register()\`, else from the environment (the first variable that is set), else from \`sonde.yaml\` in the working directory (or the file named by \`SONDE_CONFIG_FILE\`), else the default. A wrong key or value fails at start and names the key as it was written. \`sonde config\` prints what is in force, and where each value comes from.

The first line of this file makes an editor check and complete it:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/@sonde/sdk/sonde.schema.json
service: atlas
samplerRates:
  'tool:ping': 0.01
keep: [errors, slow]
perfcatcher:
  overrides:
    'tool:unit_convert': { thresholdRatio: 0.5, differenceMinMs: 0.1 }
    'production/llm:*': { detector: threshold }
    'tool:sleep': { enabled: false }
\`\`\`

Settings by operation go by patterns: \`kind:name\`, where \`*\` stands for anything; \`name\` alone covers every kind; model and variant of a baseline's key may be left out (\`llm:ask\` covers \`llm:ask@gpt-5#b\`); a prefix such as \`production/\` limits a pattern to one \`environment\`. Of several patterns that cover an operation, the one that says more wins, field by field. In the environment they are written as \`SONDE_SAMPLER_RATES=tool:ping=0.01,llm:*=1\` and \`SONDE_LATENCY_OVERRIDES=tool:unit_convert=thresholdRatio:0.5;differenceMinMs:0.1,llm:*=enabled:false\`, or as JSON.

${Object.entries(settingTopics)
  .map(([title, settings]) => topic(title, settings))
  .join('\n')}`;

const generated: Readonly<Record<string, string>> = {
  'docs/configuration.md': text,
  'packages/sdk/sonde.schema.json': `${JSON.stringify(settingsSchema(), null, 2)}\n`,
};

for (const [file, content] of Object.entries(generated)) {
  if (!process.argv.includes('--check')) writeFileSync(file, content);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    console.error(`${file} is stale. Run: npm run generate`);
    process.exitCode = 1;
  }
}
