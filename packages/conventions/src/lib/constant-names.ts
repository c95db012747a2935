/** How a convention's name becomes the name of its constant: `gen_ai.tool.name` is `ATTR_GEN_AI_TOOL_NAME`. */
export function constantName(prefix: 'ATTR' | 'EVENT' | 'METRIC', name: string): string {
  return `${prefix}_${name.replaceAll(/[^a-zA-Z0-9]+/g, '_').toUpperCase()}`;
}
