import { besideProvider } from '../../lib/beside-provider.ts';

export const tried = besideProvider('a provider of the 3.x line of OpenTelemetry');
