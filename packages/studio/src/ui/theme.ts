/** Light or dark: what the system prefers, unless somebody chose here. */
import { signal } from '@preact/signals';

/** A theme; `system` follows the preference of the operating system. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'sonde.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

/** The chosen theme. */
export const theme = signal<Theme>(storedTheme());

/** Goes from system to light to dark and round again. */
export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'system';
  try {
    localStorage.setItem(storageKey, theme.value);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
  applyTheme();
}

/** Shows the page in the chosen theme. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return order.find((known) => known === stored) ?? 'system';
  } catch {
    return 'system';
  }
}
