import { afterEach, describe, expect, test } from 'vitest';
import type { MqttClient } from 'mqtt';
import type { MqttBridge } from '../../src/edge/mqtt-bridge.ts';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import {
  publisher,
  recordingTechnical,
  settle,
  startAedes,
  startBridge,
  startMosquitto,
  until,
} from './mqtt-world.ts';
import { hasMosquitto } from '../support/debian.ts';
import type { Broker } from './mqtt-world.ts';

const DOOR = 'zigbee2mqtt/Back Door';
const OPEN = `mqtt:${DOOR} door-open active`;
const CLOSED = `mqtt:${DOOR} door-open restored`;
const review = (id: string, type: string, severity: string) =>
  JSON.stringify({
    type,
    before: null,
    after: {
      id,
      camera: 'gate',
      start_time: 1718987129.3,
      end_time: type === 'end' ? 1718987199.5 : null,
      severity,
      data: { objects: ['person'], sub_labels: [], zones: ['yard'], audio: [], detections: [] },
    },
  });

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const brokers: [string, () => Promise<Broker>][] = [['aedes', startAedes]];
if (hasMosquitto()) brokers.push(['mosquitto', startMosquitto]);
else process.stderr.write('The MQTT contract ran on aedes alone.\n');

async function world(start: () => Promise<Broker>) {
  const broker = await start();
  ends.push(() => broker.stop());
  const technical = recordingTechnical();
  const client = await publisher(broker.url);
  ends.push(() => client.endAsync(true));
  const run = async (more: Parameters<typeof startBridge>[2] = {}): Promise<MqttBridge> => {
    const bridge = startBridge(broker.url, technical, more);
    ends.push(() => bridge.stop());
    await until(() => bridge.isConnected());
    await settle();
    return bridge;
  };
  const say = (topic: string, payload: unknown, retain = false): Promise<unknown> =>
    client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), {
      qos: 1,
      retain,
    });
  return { broker, technical, client, run, say };
}

async function listenTo(client: MqttClient, topic: string): Promise<string[]> {
  const heard: string[] = [];
  client.on('message', (where, payload) => where === topic && heard.push(payload.toString()));
  await client.subscribeAsync(topic, { qos: 1 });
  return heard;
}

describe.each(brokers)('with %s', (_name, start) => {
  test('a door that opens and closes is two signals, and a state sent again is none', async () => {
    const { technical, run, say } = await world(start);
    await run();
    await say(DOOR, { contact: true, linkquality: 90 });
    await say(DOOR, { contact: false, linkquality: 91 });
    await say(DOOR, { contact: false, linkquality: 20 });
    await say(DOOR, { contact: true, linkquality: 20 });
    await until(() => technical.kept().length === 2, technical.kept);
    await settle();
    expect(technical.kept()).toEqual([OPEN, CLOSED]);
    expect(technical.marks).toContain(`heard mqtt:${DOOR}`);
  });

  test('one review is one case however many updates come', async () => {
    const { technical, run, say } = await world(start);
    await run();
    await say('frigate/reviews', review('r1', 'new', 'detection'));
    for (let i = 0; i < 20; i++) await say('frigate/reviews', review('r1', 'update', 'alert'));
    await say('frigate/reviews', review('r1', 'end', 'alert'));
    await until(() => technical.kept().length === 2, technical.kept);
    await settle();
    expect(technical.kept()).toEqual([
      'mqtt:frigate/gate person-seen active',
      'mqtt:frigate/gate person-seen restored',
    ]);
    expect(technical.calls).toEqual(['mqtt:frigate/gate r1/alert', 'mqtt:frigate/gate r1/end']);
    expect(technical.signals()[0]?.text).toBe('person · yard');
  });

  test('retained messages are no alarms, at the start and at each new connection', async () => {
    const { broker, technical, run, say } = await world(start);
    await say(DOOR, { contact: false, tamper: true }, true);
    await say('frigate/reviews', review('old', 'new', 'alert'), true);
    const bridge = await run();
    expect(technical.kept()).toEqual([]);
    await broker.restart();
    await until(() => !bridge.isConnected() || technical.marks.length > 3);
    await until(() => bridge.isConnected());
    await settle();
    expect(technical.kept()).toEqual([]);
    await say(DOOR, { contact: true, tamper: true });
    await until(() => technical.kept().length === 1, technical.kept);
    expect(technical.kept()).toEqual([CLOSED]);
  });

  test('what is said while the bridge is down arrives when it is back', async () => {
    const { technical, run, say } = await world(start);
    const first = await run();
    await say(DOOR, { contact: true });
    await settle();
    await first.stop();
    await say(DOOR, { contact: false });
    await say('frigate/reviews', review('night', 'new', 'alert'));
    expect(technical.kept()).toEqual([]);
    await run();
    await until(() => technical.kept().length === 2, technical.kept);
    expect(technical.kept()).toEqual([OPEN, 'mqtt:frigate/gate person-seen active']);
  });

  test('what could not be kept comes again and has its effect once, in order', async () => {
    const { technical, run, say } = await world(start);
    await run();
    technical.become('refuse');
    await say('zigbee2mqtt/Desk', { action: 'single' });
    await say(DOOR, { contact: false });
    await say(DOOR, { contact: true });
    await until(
      () => technical.calls.length >= 2,
      () => technical.calls,
    );
    expect(technical.kept()).toEqual([]);
    technical.become('keep');
    await until(() => technical.kept().length === 3, technical.kept);
    await settle();
    expect(technical.kept()).toEqual(['mqtt:zigbee2mqtt/Desk other note', OPEN, CLOSED]);
  });

  test('a write that happened although it was reported as failed is not done twice', async () => {
    const { technical, run, say } = await world(start);
    await run();
    technical.become('keep-then-fail');
    await say('zigbee2mqtt/Desk', { action: 'single' });
    await until(() => technical.calls.length >= 1);
    technical.become('keep');
    await until(() => technical.calls.length >= 2);
    await settle();
    expect(technical.kept()).toEqual(['mqtt:zigbee2mqtt/Desk other note']);
    await say('zigbee2mqtt/Desk', { action: 'single' });
    await until(() => technical.kept().length === 2);
  });

  test('a connection that breaks while a signal is written does not write it twice', async () => {
    const { broker, technical, run, say } = await world(start);
    const bridge = await run();
    technical.become('hold');
    await say('zigbee2mqtt/Desk', { action: 'single' });
    await until(() => technical.calls.length === 1);
    await broker.restart();
    await until(() => bridge.isConnected());
    technical.become('keep');
    await settle();
    await settle();
    expect(technical.kept()).toEqual(['mqtt:zigbee2mqtt/Desk other note']);
  });

  test('a message that can never be kept becomes an unreadable one and holds up nothing', async () => {
    const { technical, run, say } = await world(start);
    await run();
    technical.poison((signal) => signal.kind === 'gas');
    await say('zigbee2mqtt/Boiler', { gas: true });
    await say(DOOR, { contact: false });
    await until(() => technical.kept().length === 2, technical.kept);
    expect(technical.kept()).toEqual(['mqtt:zigbee2mqtt/Boiler unreadable active', OPEN]);
  });

  test('a message of QoS 0 that could not be kept stays here until it is', async () => {
    const { technical, client, run } = await world(start);
    await run();
    technical.become('refuse');
    await client.publishAsync(DOOR, '{"contact":false}', { qos: 0 });
    await client.publishAsync(DOOR, '{"contact":true}', { qos: 0 });
    await until(() => technical.calls.length >= 1);
    expect(technical.kept()).toEqual([]);
    technical.become('keep');
    await until(() => technical.kept().length === 2, technical.kept);
    expect(technical.kept()).toEqual([OPEN, CLOSED]);
  });

  test('our own state is online while we run and offline after, also when the line is cut', async () => {
    const { client, run, broker, technical } = await world(start);
    const heard = await listenTo(client, 'post1/p1/state');
    const bridge = await run();
    await until(
      () => heard.at(-1) === 'online',
      () => heard,
    );
    await bridge.stop();
    await until(
      () => heard.at(-1) === 'offline',
      () => heard,
    );
    // A relay between bridge and broker that is cut without a word.
    const target = new URL(broker.url);
    const pipes = new Set<Socket>();
    const relay = createServer((socket) => {
      const onward = connectSocket(Number(target.port), '127.0.0.1');
      for (const end of [socket, onward]) {
        pipes.add(end);
        end.on('error', () => undefined);
      }
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const address = relay.address();
    const cut = new URL(broker.url);
    cut.port = String(typeof address === 'object' && address ? address.port : 0);
    const second = startBridge(cut.href, technical, { clientId: 'post1-p1-relay' });
    ends.push(() => second.stop());
    await until(
      () => heard.at(-1) === 'online',
      () => heard,
    );
    relay.close();
    for (const pipe of pipes) pipe.destroy();
    await until(
      () => heard.at(-1) === 'offline',
      () => heard,
    );
  });

  test('a broker that is gone too long is lost, with a sentence, and heard again when it is back', async () => {
    const { technical, run, broker } = await world(start);
    const bridge = await run();
    await broker.restart();
    await until(() => bridge.isConnected());
    expect(technical.marks.filter((mark) => mark.startsWith('lost'))).toEqual([]);
    const nowhere = recordingTechnical();
    const stranded = startBridge('mqtt://127.0.0.1:1', nowhere);
    ends.push(() => stranded.stop());
    await until(
      () =>
        nowhere.marks.some((mark) => mark.startsWith('lost mqtt:broker: No connection to the MQTT broker')),
      () => nowhere.marks,
    );
  });

  test('malformed and oversized messages are counted with a sentence and acknowledged', async () => {
    const { technical, run, say } = await world(start);
    await run();
    await say(DOOR, '{"contact":');
    await say('frigate/reviews', 'hello');
    await say(DOOR, `"${'x'.repeat(257 * 1024)}"`);
    await say(DOOR, { contact: false });
    await until(() => technical.kept().length === 1);
    expect(technical.faults).toEqual([
      `mqtt:${DOOR}: A Zigbee2MQTT message is not valid JSON. Set output to json in Zigbee2MQTT.`,
      'mqtt:frigate: A Frigate review is not valid JSON. Check the Frigate version.',
      `mqtt:${DOOR}: A message is larger than 256 KiB and was not read.`,
    ]);
  });

  test('who reports offline is lost; a retained offline only after it stayed so', async () => {
    const { technical, run, say } = await world(start);
    await say('frigate/available', 'offline', true);
    await run();
    await say('zigbee2mqtt/Gate/availability', { state: 'offline' });
    await until(() => technical.marks.some((mark) => mark.startsWith('lost mqtt:zigbee2mqtt/Gate')));
    expect(technical.marks.some((mark) => mark.startsWith('lost mqtt:frigate'))).toBe(false);
    await until(() => technical.marks.some((mark) => mark.startsWith('lost mqtt:frigate')));
    await say('zigbee2mqtt/Gate/availability', { state: 'online' });
    await until(
      () =>
        technical.marks.at(-1) === 'heard mqtt:zigbee2mqtt/Gate' ||
        technical.marks.includes('heard mqtt:zigbee2mqtt/Gate'),
    );
    await say('frigate/available', 'online', true);
    await until(() => technical.marks.includes('heard mqtt:frigate'));
  });

  test('a mapped topic raises and restores, and a mapped button calls for help', async () => {
    const { technical, run, say } = await world(start);
    await run({
      mappings: [
        {
          topic: 'plant/+/alarm',
          kind: 'intrusion',
          momentary: false,
          value: { path: 'state', active: ['ON'], restored: ['OFF'] },
        },
        {
          topic: 'zigbee2mqtt/Desk',
          kind: 'duress',
          momentary: true,
          value: { path: 'action', active: ['single'], restored: [] },
        },
      ],
    });
    await say('plant/north/alarm', { state: 'ON' });
    await say('plant/north/alarm', { state: 'OFF' });
    await say('zigbee2mqtt/Desk', { action: 'single' });
    await until(() => technical.kept().length === 3, technical.kept);
    expect(technical.kept()).toEqual([
      'mqtt:plant/north/alarm intrusion active',
      'mqtt:plant/north/alarm intrusion restored',
      'mqtt:zigbee2mqtt/Desk duress active',
    ]);
  });
});

test('the PUBACK leaves only when the signal is on disk, and never when it was refused', async () => {
  const broker = await startAedes();
  ends.push(() => broker.stop());
  const acks: number[] = [];
  const sessions: number[] = [];
  // Counts PUBACK (0x40) and CONNECT (0x10) packets on their way to the broker; the packets here come one a chunk.
  const relay = createServer((socket) => {
    const onward = connectSocket(Number(new URL(broker.url).port), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (chunk[0] === 0x40) acks.push(chunk.readUInt16BE(2));
      if (chunk[0] === 0x10) sessions.push(1);
    });
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  ends.push(async () => void relay.close());
  const address = relay.address();
  const technical = recordingTechnical();
  const bridge = startBridge(
    `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    technical,
  );
  ends.push(() => bridge.stop());
  await until(() => bridge.isConnected());
  await settle();
  const client = await publisher(broker.url);
  ends.push(() => client.endAsync(true));

  technical.become('hold');
  await client.publishAsync(DOOR, '{"contact":false}', { qos: 1 });
  await until(() => technical.calls.length === 1);
  await settle();
  expect(acks).toHaveLength(0);
  technical.become('keep');
  await until(() => acks.length === 1);

  const before = sessions.length;
  technical.become('refuse');
  await client.publishAsync(DOOR, '{"contact":true}', { qos: 1 });
  await until(() => sessions.length > before + 1);
  expect(acks).toHaveLength(1);
  technical.become('keep');
  await until(() => acks.length === 2);
  expect(technical.kept()).toEqual([OPEN, CLOSED]);
});

test('a refused login is told with a sentence that says what to correct', async (context) => {
  if (!hasMosquitto()) return context.skip('mosquitto is not installed');
  const broker = await startMosquitto();
  ends.push(() => broker.stop());
  const technical = recordingTechnical();
  const bridge = startBridge(broker.url.replace('right', 'wrong'), technical);
  ends.push(() => bridge.stop());
  await until(() => technical.faults.length > 0);
  expect(technical.faults[0]).toBe(
    'mqtt:broker: The broker refused the user name or password. Correct them in MQTT_URL.',
  );
});
