/** Which code it was: release and revision, as the resource tells them. */
import { ATTR_SERVICE_VERSION, ATTR_VCS_REF_HEAD_REVISION } from '@sonde/conventions';
import type { JsonMap } from '@sonde/store/reader';
import { visibleLine } from '../format/visible-text.ts';
import { textMember } from './json-values.ts';
import { Figure } from './page.tsx';
import { Text } from './text.tsx';

/** As long as git shows a revision, and then some. */
const revisionLengthMax = 10;

/** Figures of what the resource tells; none of what it does not. */
export function ReleaseFigures({ resource }: { readonly resource: JsonMap }) {
  const release = textMember(resource, ATTR_SERVICE_VERSION);
  const revision = textMember(resource, ATTR_VCS_REF_HEAD_REVISION);
  return (
    <>
      {release !== '' && (
        <Figure label="Release">
          <Text value={release} lengthMax={60} />
        </Figure>
      )}
      {revision !== '' && (
        <Figure label="Revision">
          <span class="mono" title={visibleLine(revision, 80)}>
            <Text value={revision.slice(0, revisionLengthMax)} />
          </span>
        </Figure>
      )}
    </>
  );
}
