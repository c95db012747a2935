/** The few shapes that the waterfall is drawn with. */

const paths = new Map<string, Path2D>();
const ellipsis = '…';

/** Strokes a shape that was drawn in a square of 16. */
export function strokeIcon(
  context: CanvasRenderingContext2D,
  shape: string,
  x: number,
  y: number,
  size: number,
  color: string,
): void {
  let path = paths.get(shape);
  if (!path) paths.set(shape, (path = new Path2D(shape)));
  context.save();
  context.translate(x, y);
  context.scale(size / 16, size / 16);
  context.lineWidth = 1.6;
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = color;
  context.stroke(path);
  context.restore();
}

/** Fills a rectangle with rounded corners. */
export function fillRounded(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  color: string,
): void {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(radius, width / 2));
  context.fill();
}

/** Font, colour, and height of the row that a text is centred in. */
export interface TextLook {
  readonly font: string;
  readonly color: string;
  readonly height: number;
}

/** Writes as much of a text as fits. Returns where it ends. */
export function clippedText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  width: number,
  look: TextLook,
): number {
  if (width < 12 || text === '') return x;
  context.font = look.font;
  context.fillStyle = look.color;
  const fitting = fittingText(context, text, width);
  context.fillText(fitting, x, y + look.height / 2 + 0.5);
  return x + context.measureText(fitting).width;
}

function fittingText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(text.slice(0, middle) + ellipsis).width <= width) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low) + ellipsis;
}
