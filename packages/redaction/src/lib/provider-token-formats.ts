/** Published formats of access tokens that begin with a fixed prefix, as data. */
import type { TokenFormat } from './token-format.ts';
import { platformFormats } from './token-formats-of-platforms.ts';
import { serviceFormats } from './token-formats-of-services.ts';

/** @internal */
export const tokenFormats: readonly TokenFormat[] = [...platformFormats, ...serviceFormats];
