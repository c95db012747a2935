import { describe, expect, test } from '@jest/globals';
import { MappingScan } from './mapping-scan.ts';
import { mapPlaceOf, parseSourceMap } from './source-map-text.ts';

// Line 1: column 0 from a:1:1, column 5 from b:3:3; line 3: column 4 from a:2:17 (relative to all before).
const mappings = 'AAAA,KCEE;;IDDc';

function find(line: number, column: number, charactersAtOnce = 1_000) {
  const wanted = { line, column };
  const scan = new MappingScan(mappings, [wanted]);
  while (!scan.run(charactersAtOnce));
  return scan.found.get(wanted);
}

describe('a position in generated code', () => {
  test.each([1, 1_000])(
    'comes from the last segment at or before it, scanned %p characters at once',
    (slice) => {
      expect(find(1, 1, slice)).toEqual({ source: 0, line: 1, column: 1 });
      expect(find(1, 5, slice)).toEqual({ source: 0, line: 1, column: 1 });
      expect(find(1, 6, slice)).toEqual({ source: 1, line: 3, column: 3 });
      expect(find(1, 500, slice)).toEqual({ source: 1, line: 3, column: 3 });
      expect(find(3, 5, slice)).toEqual({ source: 0, line: 2, column: 17 });
    },
  );

  test('before the first segment, on an empty line or beyond the end comes from nowhere', () => {
    expect(find(3, 4)).toBeUndefined();
    expect(find(2, 1)).toBeUndefined();
    expect(find(9, 1)).toBeUndefined();
  });
});

describe('a map', () => {
  test('is found by the last reference of its code; addresses are not looked up', () => {
    const code = (reference: string) => `'//# sourceMappingURL=x.map';\n//# sourceMappingURL=${reference}\n`;
    expect(mapPlaceOf(code('a%20b.js.map'), '/app/dist/a.js')).toEqual({ file: '/app/dist/a b.js.map' });
    expect(mapPlaceOf(code('data:application/json;base64,e30='), '/app/a.js')).toEqual({ text: '{}' });
    expect(mapPlaceOf(code('https://example.com/a.map'), '/app/a.js')).toBeUndefined();
    expect(mapPlaceOf('no reference', '/app/a.js')).toBeUndefined();
  });

  test('is read whatever the sources say inside of it', () => {
    const text = JSON.stringify({
      version: 3,
      sourcesContent: ['{"mappings":"BBBB","sources":["wrong"]}'],
      sourceRoot: '/base/',
      sources: ['a]".ts', 'webpack://shop/b.ts', '/abs/c.ts', null],
      mappings,
    });
    expect(parseSourceMap(text, '/app')).toEqual({
      mappings,
      sources: ['/base/a]".ts', 'webpack://shop/b.ts', '/abs/c.ts', '<unknown>'],
    });
  });

  test('in sections, or of none of the parts, is not read', () => {
    expect(
      parseSourceMap('{"version":3,"sections":[{"map":{"mappings":"","sources":[]}}]}', '/'),
    ).toBeUndefined();
    expect(parseSourceMap('{}', '/')).toBeUndefined();
  });
});
