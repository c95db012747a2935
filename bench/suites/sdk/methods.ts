/** How each goal is measured, a sentence each; the bare function's figure is subtracted where something is added to a call. */
export const methods: Readonly<Record<number, string>> = {
  1: 'Time per call of bursts of 500 calls of an async function that does nothing, one at a time and 50 in flight; first quartile of the bursts.',
  2: 'The same in bursts of 5,000, with `enabled: false`, with `@sonde/observe` and no SDK, and with the sampler `always_off`, beside stock with AlwaysOffSampler; Sonde watches calls that are not sampled all the same, so that baselines and exceptions are complete.',
  3: 'Processor time of the whole process, all threads, per call at 1,000 calls a second, export and last flush included.',
  4: 'The same at 500 calls a second with 8 KB in and 2 KB out, which stock gets as two attributes by hand; and the encoder alone on ended spans of that size.',
  5: 'Bytes allocated in the main isolate and outside its heap per call at 2,000 calls a second, export included: the sum of what the heap grew between garbage collections, as V8 tells before and after each.',
  6: 'Bytes of all bodies as they were sent, metrics included, and bytes of the bodies that hold spans before compression, for each span that arrived: with the same six attributes set by hand, and with input and output captured; and the share of bodies above 1 KiB that came compressed (gzip in the thread pool of Node) towards an address that is not loopback; towards its own machine Sonde does not compress, as stock never does.',
  7: '50,000 calls from 50 chains as fast as they go, then a flush; the receiver counts spans by their ids.',
  8: '80,000 calls at 40,000 a second whether earlier ones are done or not, in a process without warming up; processor time of the whole process, the flush included.',
  9: '10,000 calls a second for 60 s: processor, largest resident memory, and delay of the event loop (histogram of Node, resolution 1 ms) while the calls come.',
  10: 'Processor time of import and initialisation in a process that has done nothing before, from the built packages, median of several processes; automatic instrumentation is off for all, and `firstSpanMs` goes on to the first span delivered, so that what is put off is seen.',
  11: '`@sonde/sdk` from packed tarballs, installed with npm into an empty folder: entries of the lock file, and lengths of all files; of the others what the lock file of bench/ says they need, each version of a package once, which is the least they can take.',
  12: 'Calls whose promise rejects, at 1,000 a second: how many arrive with message, stack and input, and processor time per call beside recordException by hand.',
  13: 'Both processors alone on ended spans of workflows that succeed, first quartile of the rounds.',
  15: 'The default detector through LatencyVarianceProcessor on six seeded streams: 10,000 calls without a change, and 1,500 calls after a change that sets in at call 2,000; runs with a false alarm before it are left out, since false alarms are counted by themselves.',
};
