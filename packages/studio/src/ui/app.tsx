/** The viewer: navigation beside, banners above, one view. */
import type { JSX } from 'preact';
import { Banners } from './banners.tsx';
import { ExceptionGroupPage } from './pages/exception-group.tsx';
import { ExceptionsPage } from './pages/exceptions.tsx';
import { LatencyPage } from './pages/latency.tsx';
import { LatencyFindingPage } from './pages/latency-finding.tsx';
import { MissingPage } from './pages/missing.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { SessionPage } from './pages/session.tsx';
import { SessionsPage } from './pages/sessions.tsx';
import { TracePage } from './pages/trace.tsx';
import { TracesPage } from './pages/traces.tsx';
import { Icon, type IconName } from './parts/icons.tsx';
import { about, connection } from './reading/follow.ts';
import { Link } from './routing/link.tsx';
import { place } from './routing/location.ts';
import { nextTheme, theme } from './theme.ts';

const entries: readonly { path: string; label: string; icon: IconName }[] = [
  { path: '', label: 'Overview', icon: 'overview' },
  { path: 'traces', label: 'Traces', icon: 'traces' },
  { path: 'exceptions', label: 'Exceptions', icon: 'exceptions' },
  { path: 'latency', label: 'Latency', icon: 'latency' },
  { path: 'sessions', label: 'Sessions', icon: 'sessions' },
];

/** The whole viewer. */
export function App() {
  return (
    <>
      <a class="skip-link" href="#content">
        Skip to content
      </a>
      <div class="frame">
        <Sidebar />
        <div class="content">
          <Banners />
          <View />
        </div>
      </div>
    </>
  );
}

function View(): JSX.Element {
  const [first = '', id] = place.value.segments;
  const sessionId = place.value.query.get('id');
  const views: ReadonlyMap<string, () => JSX.Element> = new Map([
    ['', () => <OverviewPage />],
    ['traces', () => (id ? <TracePage key={id} traceId={id} /> : <TracesPage />)],
    ['exceptions', () => (id ? <ExceptionGroupPage key={id} fingerprint={id} /> : <ExceptionsPage />)],
    ['latency', () => (id ? <LatencyFindingPage key={id} id={id} /> : <LatencyPage />)],
    [
      'sessions',
      () => (sessionId ? <SessionPage key={sessionId} sessionId={sessionId} /> : <SessionsPage />),
    ],
  ]);
  return (views.get(first) ?? (() => <MissingPage />))();
}

function Sidebar() {
  const current = place.value.segments[0] ?? '';
  return (
    <div class="sidebar">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M7 18h4l3-9 5 14 3-8h3" />
        </svg>
        Sonde
      </div>
      <nav aria-label="Views">
        {entries.map(({ path, label, icon }) => (
          <Link key={path} href={`/${path}`} class="nav-link" current={current === path}>
            <Icon name={icon} />
            <span>{label}</span>
          </Link>
        ))}
      </nav>
      <div class="sidebar-foot">
        <ConnectionState />
        <button type="button" class="nav-link" onClick={nextTheme}>
          <Icon name="theme" />
          <span>Theme: {theme.value}</span>
        </button>
        {about.value && <span class="version">Sonde {about.value.version}</span>}
      </div>
    </div>
  );
}

const connectionTexts = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
  'signed-out': 'Signed out',
} as const;

function ConnectionState() {
  return (
    <span class="connection" data-state={connection.value} role="status">
      <i aria-hidden="true" />
      {connectionTexts[connection.value]}
    </span>
  );
}
