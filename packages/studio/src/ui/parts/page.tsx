/** Frame of a page: title, actions, filters, content. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { visibleLine } from '../format/visible-text.ts';

/** What stands where on a page. */
export interface PageProps {
  readonly title: string;
  /** What stands in the heading in place of the title. */
  readonly heading?: ComponentChildren;
  readonly trail?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly filters?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Content takes the height of the window and scrolls within (false). */
  readonly fills?: boolean;
}

/** A page; its title is the title of the window. */
export function Page(props: PageProps) {
  useEffect(() => {
    document.title = `${visibleLine(props.title, 80)} · Sonde`;
  }, [props.title]);
  return (
    <main class={props.fills ? 'page page-fills' : 'page'} id="content" tabIndex={-1}>
      <header class="page-header">
        <div class="page-title">
          {props.trail}
          <h1>{props.heading ?? props.title}</h1>
          <div class="page-actions">{props.actions}</div>
        </div>
        {props.filters && (
          <div class="filters" role="search">
            {props.filters}
          </div>
        )}
      </header>
      {props.children}
    </main>
  );
}

/** A titled part of a page. */
export function Section(props: {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="section" aria-label={props.title}>
      <div class="section-title">
        <h2>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** One figure with its name. */
export function Figure(props: {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly tone?: 'error' | 'warn' | 'ok' | 'plain';
}) {
  return (
    <div class="figure">
      <dt>{props.label}</dt>
      <dd class={`tone-${props.tone ?? 'plain'}`}>{props.children}</dd>
    </div>
  );
}
