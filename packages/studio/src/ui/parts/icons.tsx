/** Icons as shapes of our own: no font has them all. */
import { kindLook } from './kinds.ts';

const shapes = {
  overview: 'M2.5 13.5v-4M6.2 13.5v-8M9.8 13.5v-6M13.5 13.5v-11',
  traces: 'M2.5 4h7M5 8h7M8 12h5.5',
  exceptions: 'M8 2.6l6 10.8H2zM8 6.8v3M8 11.6v.1',
  latency: 'M8 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM8 5.8v2.7l1.8 1.4M6.5 1.8h3',
  sessions: 'M2.5 4.5h11v7h-6l-2.5 2v-2H2.5z',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  done: 'M3 8.5l3.2 3.2L13 4.8',
  close: 'M4 4l8 8M12 4l-8 8',
  open: 'M6 4l4 4-4 4',
  becomes: 'M2.5 8h11M9.5 4l4 4-4 4',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L13.5 13.5',
  error: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.6M8 10.9v.1',
  rise: 'M2.5 11.5l4-4 2.5 2.5 4.5-5M10 5h3.5v3.5',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof shapes;

/** An icon beside text that says the same: hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return <Shape path={shapes[name]} />;
}

/** Icon of a kind of operation in its colour. */
export function KindIcon({ kind }: { readonly kind: string }) {
  const { label, color, path } = kindLook(kind);
  return (
    <span class="kind-icon" style={{ color: `var(${color})` }} title={label}>
      <Shape path={path} />
    </span>
  );
}

function Shape({ path }: { readonly path: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}
