/** Time axis above the waterfall, and the handle that divides names from bars. */
import { useRef } from 'preact/hooks';
import { ticksWithin } from '../charts/scale.ts';
import { formatDuration } from '../format/measures.ts';
import type { TimeWindow } from './time-window.ts';

const ticksWanted = 5;
const keyStep = 0.03;

/** What the axis shows; `nameShare` is the part of the width that names take. */
export interface TimeAxisProps {
  readonly window: TimeWindow;
  readonly nameShare: number;
  readonly onNameShare: (share: number) => void;
}

/** The axis. */
export function TimeAxis({ window: shown, nameShare, onNameShare }: TimeAxisProps) {
  const lengthMs = shown.toMs - shown.fromMs;
  return (
    <div class="axis">
      <div class="axis-names" style={{ width: `${nameShare * 100}%` }}>
        Operation
      </div>
      <Divider nameShare={nameShare} onNameShare={onNameShare} />
      <div class="axis-times">
        {ticksWithin(shown.fromMs, shown.toMs, ticksWanted).map((tick) => {
          const ratio = (tick - shown.fromMs) / lengthMs;
          return (
            ratio < 0.94 && (
              <span key={tick} style={{ left: `${ratio * 100}%` }}>
                {formatDuration(tick)}
              </span>
            )
          );
        })}
      </div>
    </div>
  );
}

function Divider({ nameShare, onNameShare }: Omit<TimeAxisProps, 'window'>) {
  const handle = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const box = handle.current?.parentElement?.getBoundingClientRect();
    if (box && event.buttons === 1) onNameShare((event.clientX - box.left) / box.width);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') onNameShare(nameShare - keyStep);
    else if (event.key === 'ArrowRight') onNameShare(nameShare + keyStep);
  };
  return (
    <div
      class="axis-divider"
      ref={handle}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuenow={Math.round(nameShare * 100)}
      aria-valuemin={20}
      aria-valuemax={70}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
