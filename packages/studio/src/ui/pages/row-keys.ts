/** Keys of lists: j and k move, enter opens, / goes to the filter. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Moves the focus along the elements with the class `row-focus` in a box. */
export function useRowKeys(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') focusFilter(event);
      else if (event.key === 'j') moveFocus(box.current, 1, event);
      else if (event.key === 'k') moveFocus(box.current, -1, event);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** Whether a key belongs to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea') !== null;
}

function moveFocus(box: HTMLElement | null, step: number, event: Event): void {
  const rows = [...(box?.querySelectorAll<HTMLElement>('.row-focus') ?? [])];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function focusFilter(event: Event): void {
  const field = document.querySelector<HTMLElement>('[data-filter="text"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
}
