/** The settings as a JSON schema, so that editors check and complete `sonde.yaml`. */
import { type SettingDefinition, settingsTable } from './settings-table.ts';

/** A JSON schema (draft 7) or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

interface Group {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: { [key: string]: JsonSchema | Group };
}

/** The schema of `sonde.yaml`: every setting by its name and by its classic, nested one. */
export function settingsSchema(): JsonSchema {
  const root = group();
  for (const [name, definition] of Object.entries(settingsTable) as [string, SettingDefinition][]) {
    root.properties[name] = schemaOf(definition);
    for (const alias of definition.fileAliases ?? []) place(root, alias.split('.'), definition);
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'sonde.yaml: settings of @sonde/sdk',
    ...root,
  };
}

function group(): Group {
  return { type: 'object', additionalProperties: false, properties: {} };
}

function place(into: Group, [key = '', ...rest]: readonly string[], definition: SettingDefinition): void {
  if (rest.length === 0) into.properties[key] = schemaOf(definition);
  else {
    into.properties[key] ??= group();
    place(into.properties[key] as Group, rest, definition);
  }
}

function schemaOf(definition: SettingDefinition): JsonSchema {
  const shownDefault = definition.secret ? {} : { default: definition.default };
  return { description: definition.doc, ...typeOf(definition), ...shownDefault };
}

/** What is a list or map may be text as well: the form of the environment. */
function typeOf(definition: SettingDefinition): JsonSchema {
  switch (definition.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return range(definition);
    case 'choice':
      return { enum: definition.choices };
    case 'list':
      return either({ type: 'array', items: { enum: definition.choices }, uniqueItems: true });
    case 'map':
      return either({ type: 'object', additionalProperties: { type: 'string' } });
    case 'numbers':
      return either({ type: 'object', additionalProperties: range(definition) });
    case 'overrides':
      return either({ type: 'object', additionalProperties: fieldsOf(definition.fields) });
    case 'url':
      return { type: 'string', pattern: '^(https?://.*)?$' };
    case 'string':
      return { type: 'string' };
  }
}

function range({ min, max, integer }: { min: number; max: number; integer?: true }): JsonSchema {
  return { type: integer ? 'integer' : 'number', minimum: min, maximum: max };
}

function either(structured: JsonSchema): JsonSchema {
  return { anyOf: [structured, { type: 'string' }] };
}

function fieldsOf(fields: Readonly<Record<string, SettingDefinition>>): JsonSchema {
  const properties = Object.entries(fields).map(([name, { doc, ...field }]) => [
    name,
    { description: doc, ...typeOf({ ...field, doc } as SettingDefinition) },
  ]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}
