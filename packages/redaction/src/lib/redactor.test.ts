import { describe, expect, test } from '@jest/globals';
import { cleanTexts, drawnCleanTexts } from '../../fixtures/clean-texts.ts';
import { personalData, personalSurroundings } from '../../fixtures/personal-data.ts';
import { drawFrom } from '../../fixtures/random-text.ts';
import { namedSecrets, namedSurroundings, surroundings, tokens } from '../../fixtures/secrets.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();
const seeds = Array.from({ length: 6 }, (_, seed) => seed * 7919);

/** The middle of a secret; whoever can read it has enough. */
function coreOf(secret: string): string {
  const line = secret.split('\n').at(secret.includes('\n') ? 3 : 0) ?? secret;
  const from = Math.floor(line.length * 0.3);
  return line.length > 12 ? line.slice(from, from + Math.max(6, Math.floor(line.length * 0.4))) : line;
}

/** The samples, each in each of the surroundings, whose core can still be read. */
function readable(
  make: (draw: ReturnType<typeof drawFrom>) => string,
  around: Readonly<Record<string, (value: string) => string>>,
): string[] {
  return Object.values(around).flatMap((surround, i) =>
    seeds.flatMap((seed) => {
      const value = make(drawFrom(seed + i));
      const masked = redactor.text(surround(value));
      return masked.includes(coreOf(value)) || !masked.includes('[REDACTED:') ? [surround(value)] : [];
    }),
  );
}

describe('secrets recognisable by themselves', () => {
  test.each(Object.entries(tokens))('%s is masked in every surrounding', (_kind, make) => {
    expect(readable(make, surroundings)).toEqual([]);
  });
});

describe('secrets that only their name gives away', () => {
  test.each(Object.entries(namedSecrets))('%s is masked in every surrounding', (_kind, [name, make]) => {
    const around = Object.entries(namedSurroundings).map(
      ([key, surround]) => [key, (secret: string) => surround(name, secret)] as const,
    );
    expect(readable(make, Object.fromEntries(around))).toEqual([]);
  });
});

describe('personal data', () => {
  test.each(Object.entries(personalData))('%s is masked in every surrounding', (_kind, make) => {
    expect(readable(make, personalSurroundings)).toEqual([]);
  });
});

describe('clean text', () => {
  test.each(cleanTexts)('%j stays', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test.each(Object.entries(drawnCleanTexts))('%s stay', (_kind, make) => {
    const texts = Array.from({ length: 200 }, (_, seed) => make(drawFrom(seed)));
    expect(texts.filter((text) => redactor.text(text) !== text)).toEqual([]);
  });
});

describe('markers', () => {
  test.each([
    ['mail jane.doe@example.org now', 'mail [REDACTED:email] now'],
    ['call +49 151 23456789 now', 'call [REDACTED:phone] now'],
    ['card 4111 1111 1111 1111 expired', 'card [REDACTED:payment-card] expired'],
    ['IBAN DE89 3704 0044 0532 0130 00.', 'IBAN [REDACTED:iban].'],
    ['SSN: 078-05-1120', 'SSN: [REDACTED:ssn]'],
    ['postgres://app:hunter2@db:5432/x', 'postgres://[REDACTED:url-credentials]@db:5432/x'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [REDACTED:authorization]'],
    ['Cookie: sid=a1; theme=dark\nHost: x', 'Cookie: [REDACTED:cookie]\nHost: x'],
    ['DB_PASSWORD=hunter2 PORT=80', 'DB_PASSWORD=[REDACTED:password] PORT=80'],
    ["login failed with password 'Tr0ub4dor&3'", "login failed with password '[REDACTED:password]'"],
    ['{"user":"a","password":"hunter2"}', '{"user":"a","password":"[REDACTED:password]"}'],
    [
      'Server=db;User=sa;Password=hunter2;Encrypt=true',
      'Server=db;User=sa;Password=[REDACTED:password];Encrypt=true',
    ],
    ['DB_PASSWORD=aB(3)x;y&z! PORT=80', 'DB_PASSWORD=[REDACTED:password] PORT=80'],
    ['the password is hunter2, thanks', 'the password is [REDACTED:password], thanks'],
    ['<password>correct horse</password>', '<password>[REDACTED:password]</password>'],
    ['{"userPhone":"5551234567"}', '{"userPhone":"[REDACTED:phone]"}'],
    ['password: hunter2', 'password: [REDACTED:password]'],
    ['curl -u admin:hunter2 https://x.test', 'curl -u [REDACTED:password] https://x.test'],
    ['the api key is 8f14e45fceea167a5a36dedd4bea2543', 'the api key is [REDACTED:secret]'],
    [
      "token = 'x7Kq2mP9vB4t': x7Kq2mP9vB4t is unknown",
      "token = '[REDACTED:secret]': [REDACTED:secret] is unknown",
    ],
    ['setProperty("API_TOKEN", "x7Kq2mP9vB4t")', 'setProperty("API_TOKEN", "[REDACTED:api-key]")'],
    ['["password","username","city"]', '["password","username","city"]'],
    ['var dbToken string = "x7Kq2mP9vB4t"', 'var dbToken string = "[REDACTED:secret]"'],
    ["const token: string = 'x7Kq2mP9vB4t';", "const token: string = '[REDACTED:secret]';"],
    ['$apiKey .= "x7Kq2mP9vB4t"', '$apiKey .= "[REDACTED:api-key]"'],
    ['API_KEY ::= "x7Kq2mP9vB4t"', 'API_KEY ::= "[REDACTED:api-key]"'],
    ['<token>\n  x7Kq2mP9vB4t\n</token>', '<token>\n  [REDACTED:secret]\n</token>'],
    ['<secret>{AQAAABAAA x7Kq2mP9vB4tx7Kq2m}</secret>', '<secret>[REDACTED:secret]</secret>'],
    ['body=%22apiKey%22%3A%22x7Kq2mP9vB4t%22', 'body=%22apiKey%22%3A%22[REDACTED:api-key]%22'],
    ['facebook.key = "171e84fd57f430fc59afa8fad3dbda2a"', 'facebook.key = "[REDACTED:api-key]"'],
    ['cache.key = "171e84fd57f430fc59afa8fad3dbda2a"', 'cache.key = "171e84fd57f430fc59afa8fad3dbda2a"'],
    ['arn:aws:sqs:us-east-1:1234:Queue1Of2B3C4D5E', 'arn:aws:sqs:us-east-1:1234:Queue1Of2B3C4D5E'],
    ['groq: "x7Kq2mP9vB4tx7Kq2mP9vB4t"', 'groq: "[REDACTED:api-key]"'],
    ['https://x.test?key=171e84fd57f430fc59afa8fad3dbda2a', 'https://x.test?key=[REDACTED:api-key]'],
    ['https://x.test?key=documents-of-the-year', 'https://x.test?key=documents-of-the-year'],
    ['Set `API_TOKEN` to `x7Kq2mP9vB4tx7Kq`.', 'Set `API_TOKEN` to `[REDACTED:api-key]`.'],
    ['- **API_TOKEN**: `x7Kq2mP9vB4tx7Kq`', '- **API_TOKEN**: `[REDACTED:api-key]`'],
    ['Incorrect API key provided: x7Kq2mP9vB4tx7Kq.', 'Incorrect API key provided: [REDACTED:secret].'],
    ['Connect -Password VMware1! -Force', 'Connect -Password [REDACTED:password] -Force'],
    ['machine x login jane password 012345abcdef', 'machine x login jane password [REDACTED:password]'],
    ['the password is "centipede", not more', 'the password is "[REDACTED:password]", not more'],
    ['the password is "required"', 'the password is "required"'],
    [
      'post to hooks.slack.com/services/T0123/B0123/x7Kq2mP9vB4t',
      'post to hooks.slack.com/services/[REDACTED:url-credentials]',
    ],
    ['1,Jane,(402) 458-8420,NY', '1,Jane,[REDACTED:phone],NY'],
    ['42,571-44-9702,NY', '42,[REDACTED:ssn],NY'],
    ['sum 1,250,000 of 12,345,678', 'sum 1,250,000 of 12,345,678'],
    ['from 0041 79 123 45 67', 'from [REDACTED:phone]'],
    ['IBAN AL47-2121-1009-0000-0002-3569-8741', 'IBAN [REDACTED:iban]'],
    ['mail user@xn--80ak6aa92e.com', 'mail [REDACTED:email]'],
    [
      '{"thinking":"…","signature":"EqQB' + 'x7Kq'.repeat(60) + '"}',
      '{"thinking":"…","signature":"EqQB' + 'x7Kq'.repeat(60) + '"}',
    ],
  ])('%j becomes %j', (text, masked) => {
    expect(redactor.text(text)).toBe(masked);
  });

  test('masking a masked text changes nothing', () => {
    const samples = [...Object.values(tokens), ...Object.values(personalData)].map((make) =>
      make(drawFrom(5)),
    );
    const texts = samples.flatMap((sample) =>
      Object.values(surroundings).map((surround) => surround(sample)),
    );
    const masked = texts.map((text) => redactor.text(text));
    expect(masked.map((text) => redactor.text(text))).toEqual(masked);
  });

  test('with a salt equal secrets have equal markers, and other salts give other hashes', () => {
    const salted = createRedactor({ hashSalt: 'pepper' });
    const [first, second] = salted.text('a@example.org b@example.org a@example.org').split(' ');
    expect(first).toMatch(/^\[REDACTED:email:[0-9a-f]{8}\]$/);
    expect(salted.text('a@example.org')).toBe(first);
    expect(second).not.toBe(first);
    expect(createRedactor({ hashSalt: 'other' }).text('a@example.org')).not.toBe(first);
  });
});

describe('the name of the attribute', () => {
  test.each([
    ['hunter2', 'db.password', '[REDACTED:password]'],
    ['Token abc', 'http.request.header.authorization', '[REDACTED:authorization]'],
    ['abc', 'apiKey', '[REDACTED:api-key]'],
    ['5551234567', 'user.phone', '[REDACTED:phone]'],
    ['unknown', 'user.phone', 'unknown'],
    ['Hello world', 'token', 'Hello world'],
    ['a1B2c3D4e5F6', 'token', '[REDACTED:secret]'],
    ['4096', 'max_tokens', '4096'],
    ['users/1', 'key', 'users/1'],
    ['', 'password', ''],
    ['[REDACTED:password]', 'password', '[REDACTED:password]'],
  ])('%j under %s gives %j', (value, key, masked) => {
    expect(redactor.text(value, key)).toBe(masked);
  });

  test('a text without anything sensitive is given back itself', () => {
    expect(redactor.text('search_documents', 'gen_ai.tool.name')).toBe('search_documents');
  });
});

describe('settings', () => {
  test('kinds can be switched on and off', () => {
    const custom = createRedactor({ kinds: { email: false, 'ip-address': true, password: false } });
    const text = 'a@example.org from 192.168.1.17 and 2001:db8::ff00:42:8329';
    expect(custom.text(text)).toBe('a@example.org from [REDACTED:ip-address] and [REDACTED:ip-address]');
    expect(redactor.text('from 192.168.1.17')).toBe('from 192.168.1.17');
    expect(custom.text('hunter2', 'password')).toBe('hunter2');
    expect(custom.text('from ::1, ::ffff:10.0.0.1 and \\n10.0.0.1, ::add(1)')).toBe(
      'from [REDACTED:ip-address], [REDACTED:ip-address] and \\n[REDACTED:ip-address], ::add(1)',
    );
    expect(custom.text('version 1.2.3, at 10:30:00, std::vector, Foo::Bar')).not.toContain('REDACTED');
  });

  test('counts say how often each kind was masked', () => {
    const fresh = createRedactor();
    fresh.text('a@example.org b@example.org');
    fresh.value({ password: 'x1', list: ['c@example.org'] });
    expect(fresh.counts).toEqual({ email: 3, password: 1 });
  });

  test('a text beyond the limit is looked at up to there, and the rest is not passed on', () => {
    const short = createRedactor({ textLengthMax: 1000 });
    const masked = short.text(`a@example.org ${'x '.repeat(1000)}secret rest`);
    expect(masked.startsWith('[REDACTED:email] x x')).toBe(true);
    expect(masked.endsWith('[REDACTED:too-long 1025 characters]')).toBe(true);
    expect(short.counts).toEqual({ email: 1, 'too-long': 1 });
  });

  test('a text that takes longer than it may is cut there, and the rest is not passed on', () => {
    const hurried = createRedactor({ timeMaxMs: 1, textLengthMax: 10_000_000 });
    const masked = hurried.text(`a@example.org ${'+1 '.repeat(1_000_000)}secret rest`);
    expect(masked.startsWith('[REDACTED:email] +1 ') || masked.startsWith('[REDACTED:email][')).toBe(true);
    expect(masked.endsWith('[REDACTED:too-slow]')).toBe(true);
    expect(hurried.counts).toEqual({ email: 1, 'too-slow': 1 });
  });

  test.each([
    { textLengthMax: 10 },
    { timeMaxMs: 0 },
    { depthMax: 0 },
    { depthMax: 201 },
    { valuesMax: 0.5 },
  ])('%j is refused', (options) => {
    expect(() => createRedactor(options)).toThrow(RangeError);
  });
});
