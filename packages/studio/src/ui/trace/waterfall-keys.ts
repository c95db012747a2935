/** Keys of the waterfall, as in every tree: arrows move and open; plus, minus and 0 zoom; a and d pan. */
import { panned, zoomed } from './time-window.ts';
import type { WaterfallProps } from './waterfall-props.ts';
import { hasChildren, type WaterfallRow } from './waterfall-rows.ts';

const pageRows = 15;
const zoomStep = 1.5;
const panShare = 0.2;

/** Does what a key asks for. */
export function actionOfKey(event: KeyboardEvent, props: WaterfallProps): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const done = moves(event.key, props) || opens(event.key, props) || zooms(event.key, props);
  if (done) event.preventDefault();
}

function moves(key: string, props: WaterfallProps): boolean {
  const last = props.rows.length - 1;
  const at = props.selectedRow;
  const targets: ReadonlyMap<string, number> = new Map([
    ['ArrowDown', at + 1],
    ['j', at + 1],
    ['ArrowUp', at - 1],
    ['k', at - 1],
    ['PageDown', at + pageRows],
    ['PageUp', at - pageRows],
    ['Home', 0],
    ['End', last],
    ['e', nextError(props)],
  ]);
  const target = targets.get(key);
  const row = target === undefined ? undefined : props.rows[Math.min(last, Math.max(0, target))];
  if (row) props.onSelect(row);
  return row !== undefined;
}

function opens(key: string, props: WaterfallProps): boolean {
  const row = props.rows[props.selectedRow];
  if (key === 'Escape') {
    props.onClose();
    return true;
  }
  if (!row || !['ArrowLeft', 'ArrowRight', 'h', 'l', ' '].includes(key)) return false;
  const { tree, collapsed } = props;
  const isBranch = !row.log && hasChildren(tree, row.index);
  const isOpen = isBranch && !collapsed.has(tree.spans[row.index]?.spanId ?? '');
  const closes = key === 'ArrowLeft' || key === 'h' || (key === ' ' && isOpen);
  if (closes && !isOpen) selectParent(props, row);
  else if (isBranch && closes === isOpen) props.onToggle(row.index);
  else if (isOpen) moves('ArrowDown', props);
  return true;
}

function selectParent(props: WaterfallProps, row: WaterfallRow): void {
  const index = row.log ? row.index : (props.tree.parent[row.index] ?? -1);
  const parent = props.rows.find((candidate) => candidate.index === index && !candidate.log);
  if (parent) props.onSelect(parent);
}

function nextError({ rows, tree, selectedRow }: WaterfallProps): number {
  const isOrigin = (row: WaterfallRow) => !row.log && tree.marks[row.index] === 'origin';
  const later = rows.findIndex((row, at) => at > selectedRow && isOrigin(row));
  return later >= 0 ? later : Math.max(0, rows.findIndex(isOrigin));
}

function zooms(key: string, props: WaterfallProps): boolean {
  const { tree, window: shown, onWindow } = props;
  const totalMs = tree.endMs - tree.startMs;
  const middleMs = (shown.fromMs + shown.toMs) / 2;
  const lengthMs = shown.toMs - shown.fromMs;
  if (key === '+' || key === '=') onWindow(zoomed(shown, totalMs, 1 / zoomStep, middleMs));
  else if (key === '-') onWindow(zoomed(shown, totalMs, zoomStep, middleMs));
  else if (key === '0') onWindow({ fromMs: 0, toMs: totalMs });
  else if (key === 'a') onWindow(panned(shown, totalMs, -lengthMs * panShare));
  else if (key === 'd') onWindow(panned(shown, totalMs, lengthMs * panShare));
  else return false;
  return true;
}
