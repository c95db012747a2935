/** The stack of an exception in terms of its sources, and as it was thrown. */
import {
  ATTR_CODE_COLUMN_NUMBER,
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
} from '@sonde/conventions';
import type { ErrorOccurrence, JsonMap } from '@sonde/store/reader';
import { useState } from 'preact/hooks';
import { visibleLine } from '../format/visible-text.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { numberMember, textMember } from '../parts/json-values.ts';
import { Section } from '../parts/page.tsx';
import { Text } from '../parts/text.tsx';
import { Stack } from './stack.tsx';

/** Folders and file of a place that are shown; the whole is copied. */
const partsShown = 3;

/** The stack. */
export function StackSection({ occurrence }: { readonly occurrence: ErrorOccurrence }) {
  const { stacktrace, thrownStacktrace } = occurrence;
  const [asThrown, setAsThrown] = useState(false);
  const isMapped = thrownStacktrace !== '';
  const text = isMapped && asThrown ? thrownStacktrace : stacktrace;
  const aside = (
    <>
      {isMapped && (
        <button type="button" class="button" aria-pressed={asThrown} onClick={() => setAsThrown(!asThrown)}>
          As thrown
        </button>
      )}
      <CopyButton text={text} label="Copy stack" />
    </>
  );
  return (
    <Section title={isMapped && !asThrown ? 'Stack, in the sources' : 'Stack'} aside={aside}>
      <Stack key={String(asThrown)} text={text} />
    </Section>
  );
}

/** File, line and function of `code.*`, where they are told. */
export function CodePlace({ attributes }: { readonly attributes: JsonMap }) {
  const file = textMember(attributes, ATTR_CODE_FILE_PATH);
  if (file === '') return null;
  const name = textMember(attributes, ATTR_CODE_FUNCTION_NAME);
  const numbers = [ATTR_CODE_LINE_NUMBER, ATTR_CODE_COLUMN_NUMBER].map((one) =>
    numberMember(attributes, one),
  );
  const place = [file, ...numbers.filter((one) => one !== undefined)].join(':');
  return (
    <p class="code-place">
      {name !== '' && (
        <b>
          <Text value={name} lengthMax={120} />
        </b>
      )}
      <span class="mono" title={visibleLine(place, 400)}>
        <Text value={nearest(place)} lengthMax={300} />
      </span>
      <CopyButton text={place} label="Copy place" />
    </p>
  );
}

/** The end of a path: what is before it is the same for all files of a machine. */
function nearest(place: string): string {
  const parts = place.split('/');
  return parts.length <= partsShown ? place : `…/${parts.slice(-partsShown).join('/')}`;
}
