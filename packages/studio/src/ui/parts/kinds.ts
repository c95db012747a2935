/** Kinds of operation as the viewer shows them: name, colour, shape. */

/** How one kind looks. `path` is drawn as strokes in a square of 16, in the page and on canvas. */
export interface KindLook {
  readonly label: string;
  /** Name of the CSS variable that holds the colour. */
  readonly color: string;
  readonly path: string;
}

const looks: ReadonlyMap<string, KindLook> = new Map([
  ['agent', look('Agent', 'agent', 'M3 6.5h10v6.5H3zM8 6.5V3.5M6.2 9.5v.8M9.8 9.5v.8M7 3.5h2')],
  ['workflow', look('Workflow', 'workflow', 'M2.5 3h4v4h-4zM9.5 9h4v4h-4zM4.5 7v4h5M6.5 5h5v4')],
  ['llm', look('LLM', 'llm', 'M8 2l1.4 4.6L14 8l-4.6 1.4L8 14l-1.4-4.6L2 8l4.6-1.4z')],
  [
    'tool',
    look(
      'Tool',
      'tool',
      'M9.6 3.2a3.4 3.4 0 0 0-3.3 4.7L2.6 11.6l1.8 1.8 3.7-3.7a3.4 3.4 0 0 0 4.6-4.3L10.6 7.5 8.6 5.4z',
    ),
  ],
  [
    'retrieval',
    look('Retrieval', 'retrieval', 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L13.5 13.5'),
  ],
  ['vector', look('Vector', 'vector', 'M3 13V3M3 13h10M3 13l7.5-7.5M7.5 5.2h3.2v3.2')],
  [
    'embeddings',
    look(
      'Embeddings',
      'embeddings',
      'M3.5 4h.1M8 4h.1M12.5 4h.1M3.5 8h.1M8 8h.1M12.5 8h.1M3.5 12h.1M8 12h.1M12.5 12h.1',
    ),
  ],
  [
    'memory',
    look(
      'Memory',
      'memory',
      'M3 4.5c0-1 2.2-1.8 5-1.8s5 .8 5 1.8-2.2 1.8-5 1.8-5-.8-5-1.8zM3 4.5v7c0 1 2.2 1.8 5 1.8s5-.8 5-1.8v-7M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8',
    ),
  ],
  [
    'graph',
    look(
      'Graph node',
      'graph',
      'M4 2.5a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM12 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM4 9.9a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM5.7 5.1l4.6 2.2M5.7 10.9l4.6-2.2',
    ),
  ],
  ['step', look('Step', 'step', 'M2.5 13h3.7V9.3h3.6V5.7h3.7V2.5')],
  ['stage', look('Stage', 'step', 'M2.5 3.5h11M2.5 8h8M2.5 12.5h5')],
  ['log', look('Log', 'span', 'M3 4h10M3 8h10M3 12h6')],
]);
const other = look('Span', 'span', 'M2.5 8h11M2.5 5.5v5M13.5 5.5v5');

/** Look of a kind; kinds that nobody has defined look like a plain span. */
export function kindLook(kind: string): KindLook {
  return looks.get(kind) ?? other;
}

/** Names of all colour variables, for canvases that need their values. */
export const kindColors: readonly string[] = [
  ...new Set([...looks.values(), other].map((entry) => entry.color)),
];

function look(label: string, name: string, path: string): KindLook {
  return { label, color: `--kind-${name}`, path };
}
