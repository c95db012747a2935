/** Finds and masks secrets and personal data in texts and values. */
export type { RedactionKind } from './lib/kinds.ts';
export { createRedactor, type Redactor, type RedactorOptions } from './lib/redactor.ts';
export { isSensitiveKey } from './lib/sensitive-keys.ts';
export type { RedactionRule } from './lib/user-rules.ts';
