/** One session: its traces in a live list. */
import { CopyButton } from '../parts/copy-button.tsx';
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Text } from '../parts/text.tsx';
import { Link } from '../routing/link.tsx';
import { hrefOf } from '../routing/location.ts';
import { LiveTraces } from './live-traces.tsx';

/** The traces of one session. */
export function SessionPage({ sessionId }: { readonly sessionId: string }) {
  return (
    <Page
      title={`Session ${sessionId}`}
      heading={<Text value={sessionId} lengthMax={120} />}
      trail={
        <nav class="trail" aria-label="Where this is">
          <Link href="/sessions">Sessions</Link>
        </nav>
      }
      actions={
        <>
          <CopyButton text={sessionId} label="Copy session id" />
          <Link class="button" href={hrefOf(['exceptions'], { session: sessionId })}>
            Exceptions of this session
          </Link>
        </>
      }
    >
      <LiveTraces
        query={{ sessionId }}
        empty={
          <Empty title="This session has no traces">
            <p>They may have been removed by retention.</p>
          </Empty>
        }
      />
    </Page>
  );
}
