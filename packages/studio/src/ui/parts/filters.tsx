/** Filters of a list: each is part of the address. */
import { useEffect, useState } from 'preact/hooks';
import { visibleLine } from '../format/visible-text.ts';
import { seenServices } from '../reading/simulated.ts';
import { place, setFilters } from '../routing/location.ts';
import { Icon } from './icons.tsx';

const typingMs = 200;

/** Value of a filter in the address. */
export function filterValue(name: string): string {
  return place.value.query.get(name) ?? '';
}

/** Text that is applied while it is typed. */
export function TextFilter(props: {
  readonly name: string;
  readonly label: string;
  readonly wide?: boolean;
}) {
  const applied = filterValue(props.name);
  const [typed, setTyped] = useState(applied);
  useEffect(() => setTyped(applied), [applied]);
  useEffect(() => {
    if (typed === applied) return;
    const timer = setTimeout(() => setFilters({ [props.name]: typed }), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class={props.wide ? 'filter filter-wide' : 'filter'}>
      <span class="visually-hidden">{props.label}</span>
      {props.wide && <Icon name="search" />}
      <input
        type="search"
        value={typed}
        placeholder={props.label}
        spellcheck={false}
        autocomplete="off"
        data-filter={props.name}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

/** One of several values. */
export function ChoiceFilter(props: {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (readonly [string, string])[];
}) {
  return (
    <label class="filter">
      <span class="visually-hidden">{props.label}</span>
      <select
        value={filterValue(props.name)}
        onChange={(event) => setFilters({ [props.name]: event.currentTarget.value })}
      >
        {props.choices.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** On or off. */
export function SwitchFilter(props: { readonly name: string; readonly label: string }) {
  const isOn = filterValue(props.name) !== '';
  return (
    <button
      type="button"
      class="toggle"
      aria-pressed={isOn}
      onClick={() => setFilters({ [props.name]: isOn ? '' : '1' })}
    >
      {props.label}
    </button>
  );
}

/** Choices of a service filter. */
export function serviceChoices(services: readonly string[]): readonly (readonly [string, string])[] {
  const chosen = filterValue('service');
  const all = new Set([...seenServices.value, ...services, ...(chosen === '' ? [] : [chosen])]);
  return [
    ['', 'All services'],
    ...[...all].sort().map((service) => [service, visibleLine(service, 60)] as const),
  ];
}
