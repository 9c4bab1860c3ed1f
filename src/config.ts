import { isAbsolute, resolve } from 'node:path';

/** Everything the environment may set, checked once. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly dc09Port: number;
  readonly mqttUrl: string | null;
  /** The program that shows cameras live. */
  readonly ffmpeg: string;
  readonly demo: boolean;
}

/** The environment holds something unusable: start is refused, the sentences say what to do. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';
}

/** Environment in, Config out. Throws SettingsRefused with one sentence for each bad setting. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const config: Config = {
    port: port(env, 'PORT', 8080, wrong),
    host: env['HOST']?.trim() || '127.0.0.1',
    dataDir: absolute(env['DATA_DIR']?.trim() || './data'),
    databaseUrl: databaseUrl(env['DATABASE_URL'], wrong),
    dc09Port: port(env, 'DC09_PORT', 10_000, wrong),
    mqttUrl: mqttUrl(env['MQTT_URL'], wrong),
    ffmpeg: env['FFMPEG']?.trim() || 'ffmpeg',
    demo: flag(env, 'DEMO', wrong),
  };
  if (config.port !== 0 && config.port === config.dc09Port)
    wrong.push(`PORT and DC09_PORT are both ${config.port}. Give each its own port.`);
  if (wrong.length > 0) throw new SettingsRefused(wrong.join('\n'));
  return config;
}

const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(path));

function port(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
  wrong: string[],
): number {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) {
    wrong.push(
      `${name} is "${text}", which is not a port. Use a number from 1 to 65535, or leave it out for ${otherwise}.`,
    );
    return otherwise;
  }
  return value;
}

function flag(env: Readonly<Record<string, string | undefined>>, name: string, wrong: string[]): boolean {
  const text = env[name]?.trim() ?? '';
  if (text === '' || text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  wrong.push(`${name} is "${text}". Use 1 to turn it on, or leave it out.`);
  return false;
}

function databaseUrl(text: string | undefined, wrong: string[]): string | null {
  if (text === undefined || text.trim() === '') return null;
  if (/^postgres(ql)?:\/\//.test(text.trim())) return text.trim();
  wrong.push(
    'DATABASE_URL does not begin with postgres:// . Give a Postgres address, or leave it out for the built-in database.',
  );
  return null;
}

function mqttUrl(text: string | undefined, wrong: string[]): string | null {
  if (text === undefined || text.trim() === '') return null;
  if (/^(mqtts?|wss?):\/\//.test(text.trim())) return text.trim();
  wrong.push(
    'MQTT_URL does not begin with mqtt:// or mqtts:// . Give the address of the broker, or leave it out.',
  );
  return null;
}
