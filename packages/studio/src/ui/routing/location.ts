/** Where the viewer is: every view and every filter is part of the address. */
import { signal } from '@preact/signals';

/** Path in decoded segments, and the query. */
export interface Place {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Where the viewer is now. */
export const place = signal<Place>(currentPlace());

window.addEventListener('popstate', () => {
  place.value = currentPlace();
});

/** Goes to another view; on another path the focus moves to its content, as after loading a page. */
export function navigate(href: string): void {
  const before = window.location.pathname;
  window.history.pushState(null, '', href);
  place.value = currentPlace();
  if (window.location.pathname === before) return;
  window.scrollTo(0, 0);
  requestAnimationFrame(() => document.getElementById('content')?.focus({ preventScroll: true }));
}

/** Changes filters of this view: an empty value takes one away. `push` adds a step to go back to. */
export function setFilters(changes: Readonly<Record<string, string>>, push = false): void {
  const href = hrefWith(changes);
  if (push) window.history.pushState(null, '', href);
  else window.history.replaceState(null, '', href);
  place.value = currentPlace();
}

/** Address of this view with other filters. */
export function hrefWith(changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  return buildHref(window.location.pathname, query);
}

/** Address of a view: segments are encoded, empty filters left out. */
export function hrefOf(segments: readonly string[], filters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  return buildHref(`/${segments.map(encodeURIComponent).join('/')}`, query);
}

function buildHref(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

function currentPlace(): Place {
  const segments = window.location.pathname.split('/').filter((segment) => segment !== '');
  return { segments: segments.map(decode), query: new URLSearchParams(window.location.search) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
