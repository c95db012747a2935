/** The waterfall: rows of a trace on canvas, with the focused row in the page for keyboard and screen reader. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSize } from '../charts/use-size.ts';
import { Canvas, usePalette } from './canvas.tsx';
import { chevronX, drawWaterfall, rowHeight } from './draw-waterfall.ts';
import { RowInPage, rowElementId } from './row-in-page.tsx';
import { TimeAxis } from './time-axis.tsx';
import { panned, zoomed } from './time-window.ts';
import { actionOfKey } from './waterfall-keys.ts';
import type { WaterfallProps } from './waterfall-props.ts';
import { hasChildren } from './waterfall-rows.ts';

const zoomStep = 1.25;
const panShare = 0.15;
const nameShareMin = 0.2;
const nameShareMax = 0.7;

/** The waterfall. */
export function Waterfall(props: WaterfallProps) {
  const { tree, rows, selectedRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const [hoveredRow, setHoveredRow] = useState(-1);
  const [nameShare, setNameShare] = useState(0.42);
  const palette = usePalette();
  const nameWidth = Math.round(width * nameShare);
  const draw = useMemo(
    () => (context: CanvasRenderingContext2D) =>
      drawWaterfall(context, { ...props, scrollTop, width, height, nameWidth, hoveredRow, palette }),
    [...Object.values(props), scrollTop, width, height, nameWidth, hoveredRow, palette],
  );
  useRevealed(scroller, selectedRow, height);
  useWheel(scroller, props, nameWidth, width);
  const rowAt = (event: MouseEvent) => {
    const top = scroller.current?.getBoundingClientRect().top ?? 0;
    const at = Math.floor((event.clientY - top + (scroller.current?.scrollTop ?? 0)) / rowHeight);
    return at < rows.length ? at : -1;
  };
  const click = (event: MouseEvent) => {
    const row = rows[rowAt(event)];
    if (!row) return;
    const x = event.clientX - (scroller.current?.getBoundingClientRect().left ?? 0);
    if (
      !row.log &&
      hasChildren(tree, row.index) &&
      isOnChevron(x, chevronX(tree.depth[row.index] ?? 0, tree, nameWidth))
    )
      props.onToggle(row.index);
    else props.onSelect(row);
  };
  return (
    <div class="waterfall">
      <TimeAxis
        window={props.window}
        nameShare={nameShare}
        onNameShare={(share) => setNameShare(Math.min(nameShareMax, Math.max(nameShareMin, share)))}
      />
      <div
        class="waterfall-rows"
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label="Spans"
        aria-activedescendant={selectedRow >= 0 ? rowElementId : undefined}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onPointerMove={(event) => setHoveredRow(rowAt(event))}
        onPointerLeave={() => setHoveredRow(-1)}
        onClick={click}
        onKeyDown={(event) => actionOfKey(event, props)}
      >
        <div class="waterfall-extent" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
          <Canvas class="waterfall-canvas" width={width} height={height} draw={draw} />
          <RowInPage {...props} at={Math.max(0, selectedRow)} isSelected={selectedRow >= 0} />
        </div>
      </div>
    </div>
  );
}

function isOnChevron(x: number, chevron: number): boolean {
  return x >= chevron - 8 && x <= chevron + 12;
}

function useRevealed(
  scroller: { readonly current: HTMLDivElement | null },
  selectedRow: number,
  height: number,
): void {
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || selectedRow < 0 || height === 0) return;
    const top = selectedRow * rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + height) box.scrollTop = top + rowHeight - height;
    // A banner that appears later makes the list shorter: the row is brought back into view.
  }, [selectedRow, height]);
}

function useWheel(
  scroller: { readonly current: HTMLDivElement | null },
  props: WaterfallProps,
  nameWidth: number,
  width: number,
): void {
  const latest = useRef({ props, nameWidth, width });
  latest.current = { props, nameWidth, width };
  useEffect(() => {
    const box = scroller.current;
    // Preact adds wheel listeners passively, where zooming could not keep the page from zooming too.
    const turn = (event: WheelEvent) => turnWheel(event, box as HTMLDivElement, latest.current);
    box?.addEventListener('wheel', turn, { passive: false });
    return () => box?.removeEventListener('wheel', turn);
  }, []);
}

interface WheelScene {
  readonly props: WaterfallProps;
  readonly nameWidth: number;
  readonly width: number;
}

function turnWheel(event: WheelEvent, box: HTMLDivElement, { props, nameWidth, width }: WheelScene): void {
  const { tree, window: shown, onWindow } = props;
  const totalMs = tree.endMs - tree.startMs;
  const lengthMs = shown.toMs - shown.fromMs;
  const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const x = event.clientX - box.getBoundingClientRect().left - nameWidth;
    const aroundMs = shown.fromMs + Math.max(0, x / (width - nameWidth)) * lengthMs;
    onWindow(zoomed(shown, totalMs, zoomStep ** Math.sign(event.deltaY), aroundMs));
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    onWindow(panned(shown, totalMs, Math.sign(sideways) * lengthMs * panShare));
  }
}
