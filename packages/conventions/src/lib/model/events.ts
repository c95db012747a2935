/** Events: log records with an event name. */
import { chatEvents } from './chat-events.ts';
import type { EventDefinition } from './definition.ts';

const WARN = 13;
const ERROR = 17;
const FATAL = 21;
const INFO = 9;

export const events: readonly EventDefinition[] = [
  {
    name: 'gen_ai.client.operation.exception',
    severityNumber: WARN,
    doc: 'A model, embeddings, retrieval, vector or memory call failed.',
  },
  { name: 'gen_ai.execute_tool.exception', severityNumber: ERROR, doc: 'A tool failed.' },
  { name: 'gen_ai.invoke_agent.exception', severityNumber: ERROR, doc: 'An agent failed.' },
  { name: 'gen_ai.invoke_workflow.exception', severityNumber: ERROR, doc: 'A workflow failed.' },
  {
    name: 'sonde.operation.exception',
    severityNumber: ERROR,
    doc: 'A step, stage, graph node or plain span failed.',
  },
  { name: 'exception', severityNumber: FATAL, doc: 'Uncaught exception or unhandled rejection.' },
  {
    name: 'sonde.exception.source',
    severityNumber: INFO,
    doc: 'The sources behind the stack of an exception that was told already, as the first of its file.',
  },
  {
    name: 'sonde.latency_variance',
    severityNumber: WARN,
    doc: 'The latency of an operation left its baseline.',
  },
  { name: 'gen_ai.evaluation.result', severityNumber: INFO, doc: 'An evaluation or user feedback.' },
  ...chatEvents,
];
