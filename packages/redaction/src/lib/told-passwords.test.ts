import { describe, expect, test } from '@jest/globals';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

describe('passwords', () => {
  test.each([
    'the password is copper.otter23',
    'Login with user admin and password Harbor_winter40 on the portal',
    'Password was changed to Meadow7446$ this morning',
    'Das Passwort lautet CVC1dPP.$G8Jw7q',
    'Le mot de passe est Pepper%quartz87',
    'Mot de passe : Pepper%quartz87',
    'La contraseña es Cactus!Pepper87',
    "'contraseña': 'Tulip8071%'",
    'La password è falcon484_',
    'A senha é quartz628!',
    'Het wachtwoord is Lantern%marble96',
    'pw: copper-Cactus74',
  ])('told in words are masked: %s', (text) => {
    expect(redactor.text(text)).toMatch(/\[REDACTED:password\]/);
    expect(redactor.text(text)).not.toMatch(/\d/);
  });

  test.each([
    'sshpass -p EZcak5m21NS3cL ssh root@host',
    'mysql -u root -pG7EHjfN5YMJPDUC shop',
    'docker login -u me -p DkhY9VPxidS4rTgiXd4x registry.example.com',
    'mongosh -u app -p unGPAKo6U3qcWd --host x',
    'redis-cli -h x -a aP0eVoIY0NjN022739 ping',
    'PGPASSWORD=AWEYazqxYnCF psql -h x',
    'wget --user=me --password=dDKAYJbBRFzMSg https://x.example',
    'admin:$apr1$Kuwch5V0$RcKRb10e4B0P8um3vfZ7mj',
    'jdbc:oracle:thin:root/hUGPYKwpUAa8A7@10.4.2.17:1521:orcl',
    'host=db user=app password=FJhLKQWuyUlaEMRJ sslmode=require',
  ])('of commands and connections are masked: %s', (text) => {
    expect(redactor.text(text)).toMatch(/\[REDACTED:(?:password|url-credentials)\]/);
  });

  test.each([
    'docker run -p 8080:80 img',
    'mysql -u root -p shop',
    'mkdir -p /tmp/a1b2c3 && redis-cli -a needs a value',
    'export PASSWORD=${PASSWORD:?required}',
    '"password.confirm": "Confirm password"',
    'let password: String? = nil',
    'La contraseña es obligatoria. A senha é obrigatória.',
    'pip install x --hash=sha256:0f889db5e5e2339fcec75a3c249bb9cfa4f38d7d61a3c2cc83eaf5c6d4880a2d',
    '{"messaging.kafka.message.key":"order-456"}',
  ])('are not what these have: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

test.each([
  '"jane doe"@example.test',
  '{"to":"\\"jane doe\\"@example.test"}',
  '田中@例え.jp',
  'émile+x@bücher.example',
])('an address in quotes or of another script is masked: %s', (text) => {
  expect(redactor.text(text)).toContain('[REDACTED:email]');
  expect(redactor.text(text)).not.toMatch(/jane|doe|田|mile/);
});

test('an address ends where the words of a script without blanks begin', () => {
  expect(redactor.text('jane@example.jpです')).toBe('[REDACTED:email]です');
});
