// The same doors from CommonJS.
import sdk = require('@sonde/sdk');
import testing = require('@sonde/sdk/testing');

const tool = sdk.observe.tool((value: number): string => String(value), { name: 'text' });
const text: string = tool(1);
const telemetry: Promise<testing.TestTelemetry> = testing.startTesting();
export = { telemetry, text };
