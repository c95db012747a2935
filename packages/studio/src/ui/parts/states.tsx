/** What a view shows when there is nothing, not yet anything, or a refusal. */
import type { ComponentChildren } from 'preact';
import { about } from '../reading/follow.ts';
import type { ReadError } from '../reading/read.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icons.tsx';

/** A view without content: what is missing, and what brings it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <div class="empty-text">{children}</div>
    </div>
  );
}

/** A command to type, with a button that copies it. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div class="command">
      <code>{text}</code>
      <CopyButton text={text} label={`Copy: ${text}`} />
    </div>
  );
}

/** What to do when no telemetry has arrived at all. */
export function NoTelemetry() {
  const otlpUrl = about.value?.otlpUrl ?? '';
  return (
    <Empty title="No telemetry yet">
      <p>Run your application with Sonde; what it does appears here while it runs.</p>
      <Command text="npx sonde run -- node app.js" />
      {otlpUrl !== '' && (
        <>
          <p>Or point any OpenTelemetry SDK here:</p>
          <Command text={`OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`} />
        </>
      )}
    </Empty>
  );
}

/** A question that was refused. A studio that is away is told by the banner at the top instead. */
export function Refused({ error }: { readonly error: ReadError }) {
  if (error.code === 'OFFLINE' || error.code === 'SIGNED_OUT') return null;
  return (
    <div class="refused" role="alert">
      <Icon name="error" />
      <div>
        <p>{error.message}</p>
        {error.why !== '' && <p class="muted">{error.why}</p>}
        {error.fix !== '' && <p>{error.fix}</p>}
        <p class="muted mono">{error.code}</p>
      </div>
    </div>
  );
}

/** Rows that hold the place of what is being read. */
export function Waiting({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div class="waiting" role="status" aria-label="Reading">
      {Array.from({ length: rows }, (_, index) => (
        <div class="waiting-row" key={index} />
      ))}
    </div>
  );
}
