/** What is known of a single call beyond its content: what it took, from where it came, what it changed, why it is kept. */
import type { AttributeDefinition } from './definition.ts';

export const callAttributes: readonly AttributeDefinition[] = [
  {
    name: 'sonde.resources.cpu.user_ms',
    type: 'double',
    unit: 'ms',
    doc: 'CPU time in user code that the process used during the call.',
  },
  {
    name: 'sonde.resources.cpu.system_ms',
    type: 'double',
    unit: 'ms',
    doc: 'CPU time in the kernel that the process used during the call.',
  },
  {
    name: 'sonde.resources.memory.before',
    type: 'int',
    unit: 'By',
    doc: 'Resident memory of the process before the call, by a reading at most 100 ms old.',
  },
  {
    name: 'sonde.resources.memory.after',
    type: 'int',
    unit: 'By',
    doc: 'Resident memory of the process after the call, by a reading at most 100 ms old.',
  },
  {
    name: 'sonde.resources.fs.reads',
    type: 'int',
    doc: 'Times the file system had to read from the disk during the call.',
  },
  {
    name: 'sonde.resources.fs.writes',
    type: 'int',
    doc: 'Times the file system had to write to the disk during the call.',
  },
  {
    name: 'sonde.resources.event_loop.utilization',
    type: 'double',
    doc: 'Share of the time of the call in which the event loop was busy, 0 to 1.',
  },
  {
    name: 'sonde.resources.event_loop.delay_max_ms',
    type: 'double',
    unit: 'ms',
    doc: 'Longest time by which timers came late during the call; absent when the loop was never reached.',
  },
  {
    name: 'sonde.resources.shared',
    type: 'boolean',
    doc: 'Other calls ran at the same time: the figures of the process belong to them as well.',
  },
  { name: 'sonde.caller.file', type: 'string', doc: 'File of the code that made the call.' },
  { name: 'sonde.caller.line', type: 'int', doc: 'Line in that file.' },
  { name: 'sonde.caller.function', type: 'string', doc: 'Function that made the call.' },
  {
    name: 'sonde.graph.state.added',
    type: 'string[]',
    doc: 'Keys of the state that the output of a node has and its input had not.',
  },
  {
    name: 'sonde.graph.state.changed',
    type: 'string[]',
    doc: 'Keys of the state whose values differ between input and output of a node.',
  },
  {
    name: 'sonde.graph.state.removed',
    type: 'string[]',
    doc: 'Keys of the state that the output of a node lacks. A node that returns an update lacks those it leaves as they are.',
  },
  {
    name: 'sonde.sampling.ratio',
    type: 'double',
    doc: 'Share of such traces (on the first span of a trace in a process) or such spans that is kept: each stands for 1 / ratio.',
  },
  {
    name: 'sonde.sampled_by',
    type: 'string',
    cardinality: 'low',
    doc: 'error, latency, cost or slow: the rule that kept a trace which the sampler had left out.',
  },
  {
    name: 'sonde.latency.release_before',
    type: 'string',
    doc: 'Release whose baseline the latency is compared with.',
  },
];
