/** An address that no view has. */
import { Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Link } from '../routing/link.tsx';

/** An address that no view has. */
export function MissingPage() {
  return (
    <Page title="Not found">
      <Empty title="There is no such view">
        <p>
          <Link href="/">Go to the overview</Link>
        </p>
      </Empty>
    </Page>
  );
}
