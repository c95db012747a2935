/** A canvas that is as sharp as the screen and redrawn when what it shows, its size or the theme changes. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { theme } from '../theme.ts';
import { type Palette, readPalette } from './palette.ts';

/** The colours of the theme, read again when it changes. */
export function usePalette(): Palette {
  const chosen = theme.value;
  const [palette, setPalette] = useState<Palette>(() => readPalette());
  useEffect(() => {
    const refresh = () => setPalette(() => readPalette());
    refresh();
    const preference = matchMedia('(prefers-color-scheme: dark)');
    preference.addEventListener('change', refresh);
    return () => preference.removeEventListener('change', refresh);
  }, [chosen]);
  return palette;
}

/** What a canvas shows. */
export interface CanvasProps {
  readonly class: string;
  readonly width: number;
  readonly height: number;
  /** Draws; lengths are CSS pixels. What it returns is kept as `data-rows`, for tests and support. */
  readonly draw: (context: CanvasRenderingContext2D) => number | undefined;
}

/** A canvas; decoration for screen readers, who get the tree beside it. */
export function Canvas({ class: name, width, height, draw }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const ratio = window.devicePixelRatio || 1;
    if (!canvas || width === 0 || height === 0) return;
    const [pixelsX, pixelsY] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixelsX) canvas.width = pixelsX;
    if (canvas.height !== pixelsY) canvas.height = pixelsY;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    canvas.dataset['rows'] = String(draw(context) ?? '');
  }, [draw, width, height]);
  return (
    <canvas
      ref={ref}
      class={name}
      aria-hidden="true"
      style={{ width: `${width}px`, height: `${height}px` }}
    />
  );
}
