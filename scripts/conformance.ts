/** Runs the conformance matrix of an instrumented library and prints it: `npm run conformance -- openai [major]…`. */
import '../packages/instrumentation/conformance/run.ts';
