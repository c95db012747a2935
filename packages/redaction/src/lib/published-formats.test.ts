import { describe, expect, test } from '@jest/globals';
import { drawShape, publishedFormats } from '../../fixtures/published-formats.ts';
import { drawFrom } from '../../fixtures/random-text.ts';
import { surroundings } from '../../fixtures/secrets.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();
const DRAWS = 5;

/** What stays readable of the secret: a webhook keeps its host, a pair of quotes its quotes. */
const core = (secret: string) => secret.slice(-12);

describe('tokens in published formats', () => {
  const found = { all: 0, masked: 0 };
  test.each(publishedFormats)('%s (%s) is masked', (_kind, shape) => {
    const readable: string[] = [];
    for (const [at, surround] of Object.entries(surroundings)) {
      for (let seed = 0; seed < DRAWS; seed += 1) {
        const secret = drawShape(shape, drawFrom(seed));
        found.all += 1;
        if (redactor.text(surround(secret)).includes(core(secret))) readable.push(`${at}: ${secret}`);
        else found.masked += 1;
      }
    }
    // A weak prefix needs what follows to look random, and one draw in some hundred does not.
    expect(readable.length).toBeLessThanOrEqual(Object.keys(surroundings).length);
  });

  test('98 % and more of all of them', () => {
    expect(publishedFormats.length).toBeGreaterThanOrEqual(140);
    expect(found.masked / found.all).toBeGreaterThanOrEqual(0.98);
  });
});
