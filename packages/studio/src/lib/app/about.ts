/** What a studio says about itself. */

/** Figures of the OTLP receiver since the start. */
export interface ReceiverFigures {
  /** Requests acknowledged, and so stored. */
  readonly acceptedCount: number;
  /** Requests answered with an error. */
  readonly refusedCount: number;
  /** Bytes of bodies now in memory. */
  readonly inFlightBytes: number;
}

/** Figures of the spool tail since the start. */
export interface SpoolFigures {
  /** Spools now tailed. */
  readonly tailedCount: number;
  /** Records copied into the store. */
  readonly copiedCount: number;
  readonly copiedBytes: number;
  /** Spools of dead processes drained and removed. */
  readonly removedCount: number;
  /** Bytes of torn or damaged frames dropped at the end of segments. */
  readonly damagedBytes: number;
  /** Times that everything found so far had been copied: above 0, the first look is done. */
  readonly caughtUpCount: number;
  /** Turns that failed and were tried again. */
  readonly failureCount: number;
}

/** Answer of `GET /api/about`. */
export interface StudioAbout {
  readonly version: string;
  readonly home: string;
  /** Unix ms. */
  readonly startTimeMs: number;
  readonly url: string;
  /** Missing when the receiver is off or its port was taken. */
  readonly otlpUrl?: string;
  readonly warnings: readonly string[];
  /** What is shown is a demonstration, not the user's own telemetry. */
  readonly demo: boolean;
  readonly receiver: ReceiverFigures;
  readonly spools: SpoolFigures;
}
