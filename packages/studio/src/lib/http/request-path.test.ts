import { describe, expect, test } from '@jest/globals';
import { parseRequestTarget } from './request-path.ts';

describe('parseRequestTarget', () => {
  test.each([
    ['/', '/'],
    ['/api/about', '/api/about'],
    ['/traces/', '/traces'],
    ['/operations/chat%20gpt-4.1', '/operations/chat%20gpt-4.1'],
    ['/%61pi/%61bout', '/api/about'],
    ['/operations/GET%20%2Fusers', '/operations/GET%20%2Fusers'],
    ['/a?x=//..', '/a'],
  ])('gives %j the one form %j', (target, path) => {
    expect(parseRequestTarget(target)?.path).toBe(path);
  });

  test.each([
    ['//api/about'],
    ['/api//about'],
    ['/api/../etc/passwd'],
    ['/%2e%2e/secret'],
    ['/.%2E/secret'],
    ['/api/%00about'],
    ['/api\\about'],
    ['/api/%5cabout'],
    ['/%zz'],
    ['/%c0%af'],
    ['http://evil.test/api/about'],
    ['http://'],
    ['*'],
    [''],
    [undefined],
    [`/${'a'.repeat(9_000)}`],
  ])('refuses %j', (target) => {
    expect(parseRequestTarget(target)).toBeUndefined();
  });

  test('keeps an encoded slash out of routing', () => {
    expect(parseRequestTarget('/api%2fabout')?.path).toBe('/api%2Fabout');
  });
});
