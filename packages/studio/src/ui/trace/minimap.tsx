/** The whole trace in a strip; dragging chooses the part that the waterfall shows. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { useSize } from '../charts/use-size.ts';
import { Canvas, usePalette } from './canvas.tsx';
import { drawMinimap } from './draw-minimap.ts';
import type { SpanTree } from './span-tree.ts';
import { between, panned, type TimeWindow } from './time-window.ts';

const height = 44;
const clickMaxPx = 3;

/** What the strip shows, and who hears of a choice. */
export interface MinimapProps {
  readonly tree: SpanTree;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
}

interface Drag {
  readonly originX: number;
  readonly moves: TimeWindow | undefined;
}

/** The strip. Keyboard users zoom and pan in the waterfall itself. */
export function Minimap({ tree, window: shown, onWindow }: MinimapProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const palette = usePalette();
  const [drag, setDrag] = useState<Drag | undefined>(undefined);
  const totalMs = tree.endMs - tree.startMs;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      drawMinimap(context, tree, width, height, palette);
      return undefined;
    },
    [tree, width, palette],
  );
  const timeAt = (x: number) => Math.min(1, Math.max(0, x / width)) * totalMs;
  const xOf = (event: PointerEvent) => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const isWhole = shown.fromMs <= 0 && shown.toMs >= totalMs;
  const press = (event: PointerEvent & { readonly currentTarget: HTMLDivElement }) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const atMs = timeAt(xOf(event));
    const isInside = !isWhole && atMs > shown.fromMs && atMs < shown.toMs;
    setDrag({ originX: xOf(event), moves: isInside ? shown : undefined });
  };
  const move = (event: PointerEvent) => {
    if (!drag || Math.abs(xOf(event) - drag.originX) <= clickMaxPx) return;
    const distanceMs = timeAt(xOf(event)) - timeAt(drag.originX);
    onWindow(
      drag.moves
        ? panned(drag.moves, totalMs, distanceMs)
        : between(timeAt(drag.originX), timeAt(xOf(event)), totalMs),
    );
  };
  return (
    <div
      class="minimap"
      ref={box}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={() => setDrag(undefined)}
      onDblClick={() => onWindow({ fromMs: 0, toMs: totalMs })}
      title="Drag to zoom, double-click to show everything"
    >
      <Canvas class="minimap-canvas" width={width} height={height} draw={draw} />
      {!isWhole && (
        <>
          <i class="minimap-shade" style={{ left: '0', width: `${(shown.fromMs / totalMs) * 100}%` }} />
          <i class="minimap-shade" style={{ right: '0', width: `${(1 - shown.toMs / totalMs) * 100}%` }} />
          <i
            class="minimap-window"
            style={{
              left: `${(shown.fromMs / totalMs) * 100}%`,
              width: `${((shown.toMs - shown.fromMs) / totalMs) * 100}%`,
            }}
          />
        </>
      )}
    </div>
  );
}
