/** Colours of the theme as canvases need them: resolved. */
import { kindColors } from '../parts/kinds.ts';

const names = [
  ...kindColors,
  '--text',
  '--text-muted',
  '--text-faint',
  '--border',
  '--surface',
  '--surface-hover',
  '--surface-selected',
  '--accent',
  '--error',
  '--warn',
  '--ok',
  '--guide',
];

/** Colour by name of its CSS variable. */
export type Palette = (name: string) => string;

/** Reads the colours of the theme that is shown now. */
export function readPalette(): Palette {
  const probe = document.createElement('i');
  document.body.append(probe);
  const colors = new Map<string, string>();
  for (const name of names) {
    probe.style.color = `var(${name})`;
    colors.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return (name) => colors.get(name) ?? 'gray';
}
