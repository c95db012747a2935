/** The one place of the command that reads the environment: programs it starts inherit it. */

/** The environment of this process with some variables set. */
export function environmentWith(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}

/** NODE_OPTIONS with one more option. */
export function nodeOptionsWith(option: string): string {
  return `${process.env['NODE_OPTIONS'] ?? ''} ${option}`.trim();
}
