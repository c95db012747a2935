/** Copies text, and says that it did. */
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

const confirmationMs = 1600;

/** What is copied; a function is asked when pressed and may take its time. */
export interface CopyButtonProps {
  readonly text: string | (() => string | Promise<string>);
  readonly label: string;
  /** Shows the label beside the icon (false). */
  readonly wide?: boolean;
}

/** A button that puts text on the clipboard. */
export function CopyButton({ text, label, wide = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Copying was refused'>('');
  useEffect(() => {
    if (outcome === '') return;
    const timer = setTimeout(() => setOutcome(''), confirmationMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setOutcome('Copied');
    } catch {
      setOutcome('Copying was refused');
    }
  };
  return (
    <button
      type="button"
      class={wide ? 'button' : 'icon-button'}
      title={outcome === '' ? label : outcome}
      aria-label={wide ? undefined : label}
      onClick={() => void copy()}
    >
      <Icon name={outcome === 'Copied' ? 'done' : 'copy'} />
      {wide && <span>{label}</span>}
      <span class="visually-hidden" role="status">
        {outcome}
      </span>
    </button>
  );
}
