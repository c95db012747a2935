/** The whole model: every attribute, event and metric Sonde knows, in one list each. */
import { callAttributes } from './call-attributes.ts';
import { coreAttributes } from './core-attributes.ts';
import type { AttributeDefinition } from './definition.ts';
import { genAiAttributes } from './gen-ai-attributes.ts';
import { sondeAttributes } from './sonde-attributes.ts';

export { events } from './events.ts';
export { metrics } from './metrics.ts';

/** All attributes. */
export const attributes: readonly AttributeDefinition[] = [
  ...coreAttributes,
  ...genAiAttributes,
  ...sondeAttributes,
  ...callAttributes,
];
