import { expect, test } from 'vitest';
import { readConfig, SettingsRefused } from '../../src/config.ts';

test('nothing set gives the defaults of one machine', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    dc09Port: 10_000,
    databaseUrl: null,
    mqttUrl: null,
    demo: false,
  });
});

test('each bad setting is refused with its name and what to do', () => {
  const bad: Record<string, string> = {
    PORT: 'eighty',
    DC09_PORT: '70000',
    DATABASE_URL: 'mysql://x',
    MQTT_URL: 'http://x',
    DEMO: 'maybe',
  };
  for (const [name, value] of Object.entries(bad))
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`${name}.*\\.`));
});

test('several bad settings are all named at once', () => {
  try {
    readConfig({ PORT: '-1', DEMO: 'x' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsRefused);
    expect(String(error)).toMatch(/PORT[\s\S]*DEMO/);
  }
});

test('one port for two purposes is refused', () => {
  expect(() => readConfig({ PORT: '9000', DC09_PORT: '9000' })).toThrow(/own port/);
});
