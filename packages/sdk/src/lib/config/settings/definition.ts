/** What is said of one setting, so that types, validation, docs and command-line help come from it. */

interface Described {
  /** One sentence for the docs. */
  readonly doc: string;
  /** Environment variables, the first one set wins. */
  readonly env: readonly string[];
  /** Other keys that the configuration file accepts. */
  readonly fileAliases?: readonly string[];
  /** Never printed. */
  readonly secret?: true;
}

/** One setting. */
export type SettingDefinition =
  | (Described & { readonly type: 'string' | 'url'; readonly default: string })
  | (Described & { readonly type: 'boolean'; readonly default: boolean })
  | (Described & {
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly unit: string;
      readonly integer?: true;
    })
  | (Described & { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] })
  | (Described & {
      readonly type: 'list';
      readonly default: readonly string[];
      readonly choices: readonly string[];
    })
  | (Described & { readonly type: 'map'; readonly default: Readonly<Record<string, string>> })
  | (Described & {
      /** Numbers by pattern of operation. */
      readonly type: 'numbers';
      readonly default: Readonly<Record<string, number>>;
      readonly min: number;
      readonly max: number;
      readonly unit: string;
    })
  | (Described & {
      /** Other settings by pattern of operation. */
      readonly type: 'overrides';
      readonly default: Readonly<Record<string, never>>;
      readonly fields: Readonly<Record<string, FieldDefinition>>;
    });

/** A setting within `overrides`. */
export type FieldDefinition = Extract<SettingDefinition, { type: 'boolean' | 'number' | 'choice' }>;
