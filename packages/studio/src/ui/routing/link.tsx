/** A link inside the viewer: an ordinary anchor that does not reload the page. */
import type { ComponentChildren } from 'preact';
import { navigate } from './location.ts';

/** What a link shows and where it goes. */
export interface LinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly title?: string;
  readonly label?: string;
  readonly current?: boolean;
}

/** A link inside the viewer; with a modifier key the browser opens it as it always does. */
export function Link({ href, children, class: name, title, label, current = false }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a
      href={href}
      class={name}
      title={title}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
