/** Starts OpenInference with Phoenix; ES module. */
import { traceTool } from '@arizeai/openinference-core';
import { register } from '@arizeai/phoenix-otel';

const provider = register({ projectName: 'bench', url: `${process.env.BENCH_ENDPOINT}/v1/traces` });
export const call = traceTool(async (input) => input, { name: 'weather' });
export const flush = () => provider.forceFlush();
