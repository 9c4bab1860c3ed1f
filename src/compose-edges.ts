/** Where signals come in, opened last: everything behind is there to take them. */
import type { Config } from './config.ts';
import { playGuards } from './demo/guards.ts';
import { createMqttBridge, readMappings } from './edge/mqtt-bridge.ts';
import { startPanelReceiver, type PanelReceiver } from './edge/panel-receiver.ts';
import type { Clock } from './kernel/time.ts';
import type { Dispatch } from './modules/dispatch/service.ts';
import { enrolledUsers } from './modules/identity/store.ts';
import type { Post } from './modules/site/model.ts';
import type { Technical } from './modules/technical/service.ts';
import type { Watch } from './modules/watch/service.ts';
import type { Queryable } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Tail } from './platform/tail.ts';

/** The panel port, the MQTT broker, and the played guards of the demo. */
export async function openEdges(
  deps: { readonly config: Config; readonly clock: Clock; readonly log: Log },
  store: { readonly post: Post; readonly pool: Queryable },
  modules: {
    readonly technical: Technical;
    readonly watch: Watch;
    readonly dispatch: Dispatch;
    readonly tail: Tail;
  },
  stops: (() => Promise<void> | void)[],
): Promise<PanelReceiver> {
  const { config, clock, log } = deps;
  const { post, pool } = store;
  const { technical, watch, dispatch } = modules;
  const receiver = await startPanelReceiver({
    host: config.host,
    port: config.dc09Port,
    clock,
    log,
    account: technical.panelSettings,
    receiveSignals: technical.receiveSignals,
    heard: technical.heard,
    stranger: technical.stranger,
    fault: technical.fault,
  });
  stops.push(() => receiver.close());
  if (config.mqttUrl !== null) {
    const bridge = createMqttBridge({
      url: config.mqttUrl,
      postId: post.id,
      clientId: `post-one-${post.id}`,
      technical,
      mappings: await readMappings(config.dataDir),
      activeAtStart: await watch.activeBySource('mqtt:'),
      log,
      clock,
    });
    stops.push(() => bridge.stop());
  }
  if (post.demo) {
    const guards = playGuards({
      dispatch,
      clock,
      log,
      kindOf: async (id) => (await watch.alarmForDispatch(id)).kind,
      enrolled: async () => enrolledUsers(pool),
    });
    const unlisten = modules.tail.listen(guards.take);
    stops.push(() => guards.stop(), unlisten);
  }
  return receiver;
}
