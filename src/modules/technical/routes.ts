import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import {
  id,
  instant,
  names,
  nothing,
  position,
  shape,
  strict,
  text,
  word,
} from '../../platform/http/schema.ts';
import type { ZoneId } from '../../kernel/id.ts';
import type { Names } from '../site/model.ts';
import {
  DEVICE_KINDS,
  HEARTBEAT_S,
  SIGNAL_KINDS,
  type Device,
  type DeviceState,
  type Panel,
  type SourceState,
} from './model.ts';
import type { DeviceChange, TestedSignal } from './service-devices.ts';
import type { Technical } from './service.ts';

const SECONDS = Type.Union([Type.Integer({ minimum: 0, maximum: 315_360_000 }), Type.Null()]);
const PANEL = shape<Panel>('id', 'account', 'name', 'keyCount', 'enabled');
const SETTINGS = {
  keys: Type.Optional(Type.Array(text(1, 64), { maxItems: 4 })),
  decimalLength: Type.Optional(Type.Boolean()),
  windowPastS: Type.Optional(SECONDS),
  windowFutureS: Type.Optional(SECONDS),
  windowApplies: Type.Optional(word(['encrypted', 'all'])),
  supervisionS: Type.Optional(Type.Union([Type.Integer({ minimum: 5, maximum: 604_800 }), Type.Null()])),
};

const PARAMS = strict({ id: id() });
const DEVICE = shape<{ device: Device }>('device');
const ZONE = Type.Unsafe<ZoneId | null>(Type.Union([id(), Type.Null()]));
const PLACE = Type.Union([position(), Type.Null()]);
/** 0: never watched; null: as its kind is. */
const HEARTBEAT = Type.Optional(
  Type.Union([
    Type.Literal(0),
    Type.Integer({ minimum: HEARTBEAT_S.least, maximum: HEARTBEAT_S.most }),
    Type.Null(),
  ]),
);
/** Devices: what hangs on the wall, where, and whether it was heard. */
export const deviceRoutes = (technical: Technical) => ({
  'GET /devices': route({
    who: 'panel.see',
    does: 'Devices with zone, source and point.',
    reply: shape<{ devices: readonly Device[] }>('devices'),
    run: async () => ({ devices: await technical.devices() }),
  }),
  'GET /devices/states': route({
    who: 'panel.see',
    does: 'When each device was last heard, and which are silent.',
    reply: shape<{ states: readonly DeviceState[] }>('states'),
    run: async () => ({ states: technical.deviceStates() }),
  }),
  'POST /devices': route({
    who: 'site.change',
    does: 'Adds a device.',
    status: 201,
    body: strict({
      name: names<Names>(),
      kind: word(DEVICE_KINDS),
      source: text(1, 200),
      point: Type.Optional(text(0, 120)),
      zoneId: Type.Optional(ZONE),
      position: Type.Optional(PLACE),
      heartbeatS: HEARTBEAT,
    }),
    reply: DEVICE,
    run: (call) => technical.addDevice(by(call), call.body),
  }),
  'POST /devices/:id': route({
    who: 'site.change',
    does: 'Changes a device; what is left out stays.',
    params: PARAMS,
    body: strict({
      name: Type.Optional(names<Names>()),
      kind: Type.Optional(word(DEVICE_KINDS)),
      source: Type.Optional(text(1, 200)),
      point: Type.Optional(text(0, 120)),
      zoneId: Type.Optional(ZONE),
      position: Type.Optional(PLACE),
      heartbeatS: HEARTBEAT,
    }),
    reply: DEVICE,
    run: (call) => technical.changeDevice(by(call), call.params.id, call.body as DeviceChange),
  }),
  'DELETE /devices/:id': route({
    who: 'site.change',
    does: 'Removes a device that no alarm names.',
    params: PARAMS,
    reply: nothing(),
    run: async (call) => {
      await technical.removeDevice(by(call), call.params.id);
      return {};
    },
  }),
  'GET /devices/:id/test': route({
    who: 'panel.see',
    does: 'The test of a device: until when, and what it sent, newest first.',
    params: PARAMS,
    reply: shape<{ device: Device; heard: readonly TestedSignal[] }>('device', 'heard'),
    run: (call) => technical.tests(call.params.id),
  }),
  'POST /devices/:id/test': route({
    who: 'site.change',
    does: 'Begins a test of ten minutes: signals of the device are written down and open no alarm.',
    params: PARAMS,
    body: nothing(),
    reply: DEVICE,
    run: (call) => technical.startTest(by(call), call.params.id),
  }),
  'DELETE /devices/:id/test': route({
    who: 'site.change',
    does: 'Ends the test: the next signal opens an alarm again.',
    params: PARAMS,
    reply: DEVICE,
    run: (call) => technical.endTest(by(call), call.params.id),
  }),
});

export const technicalRoutes = (deps: {
  readonly technical: Technical;
  /** Account of an unknown-panel alarm, or null; from the watch module. */
  readonly accountOfAlarm: (alarmId: string) => Promise<string | null>;
  readonly refuseUnknownAlarm: () => Error;
}) => {
  const { technical } = deps;
  return {
    'GET /sources': route({
      who: 'panel.see',
      does: 'Each source and when it was last heard.',
      reply: shape<{ sources: readonly SourceState[] }>('sources'),
      run: async () => ({ sources: technical.sources() }),
    }),
    'GET /panels': route({
      who: 'panel.see',
      does: 'Registered alarm panels.',
      reply: shape<{ panels: readonly Panel[] }>('panels'),
      run: async () => ({ panels: await technical.panels() }),
    }),
    'POST /panels': route({
      who: 'panel.change',
      does: 'Registers a panel.',
      status: 201,
      reply: PANEL,
      body: strict({ account: text(1, 20), name: text(1, 80), ...SETTINGS }),
      run: (call) => technical.addPanel(call.caller.actor, call.key, call.body),
    }),
    'POST /panels/:id': route({
      who: 'panel.change',
      does: 'Changes how a panel is read; keys given replace the old ones.',
      params: strict({ id: id() }),
      reply: PANEL,
      body: strict({ name: Type.Optional(text(1, 80)), enabled: Type.Optional(Type.Boolean()), ...SETTINGS }),
      run: (call) => technical.changePanel(call.caller.actor, call.key, call.params.id, call.body),
    }),
    'POST /panels/register': route({
      who: 'panel.register',
      does: 'Registers the panel of an unknown-panel alarm.',
      status: 201,
      body: strict({ alarmId: id() }),
      reply: PANEL,
      run: async (call) => {
        const account = await deps.accountOfAlarm(call.body.alarmId);
        if (account === null) throw deps.refuseUnknownAlarm();
        return technical.addPanel(call.caller.actor, call.key, { account, name: `Panel ${account}` });
      },
    }),
    'POST /signals': route({
      who: 'machine',
      does: 'A signal from any machine, by bearer token. Answered when it is on disk.',
      status: 202,
      reply: shape<{ id: string; repeat: boolean }>('id', 'repeat'),
      body: strict({
        kind: word(SIGNAL_KINDS),
        change: Type.Optional(word(['active', 'restored', 'note'])),
        point: Type.Optional(text(1, 120)),
        credential: Type.Optional(text(1, 60)),
        code: Type.Optional(text(1, 40)),
        text: Type.Optional(text(1, 500)),
        occurredAt: Type.Optional(instant()),
        position: Type.Optional(position()),
      }),
      run: async (call) => {
        const { kind, change, point, code, occurredAt, ...rest } = call.body;
        const source = call.caller.actor;
        technical.expectSource(source, call.caller.name, null);
        technical.heard(source);
        const raw = Buffer.from(JSON.stringify(call.body));
        const [received] = await technical.receiveSignals(
          [
            {
              protocol: 'http',
              source,
              point: point ?? '',
              kind,
              change: change ?? 'active',
              code: code ?? kind,
              description: kind,
              authenticated: true,
              occurredAt: occurredAt ? new Date(occurredAt).toISOString() : null,
              ...rest,
            },
          ],
          raw,
          call.key,
        );
        if (!received) throw deps.refuseUnknownAlarm();
        return received;
      },
    }),
  };
};
