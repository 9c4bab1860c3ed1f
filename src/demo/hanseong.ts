import type { PlanFeature, Post, Zone } from '../modules/site/model.ts';
import type { Device } from '../modules/technical/model.ts';
import type { Responder } from '../modules/dispatch/model.ts';
import type { Sop } from '../modules/orders/model.ts';
import { demoDevices, demoPanels, type DemoPanel } from './devices.ts';
import { demoPeople, demoRespondersAt, type DemoPerson } from './people.ts';
import { demoPlan, demoPost, demoZones } from './plan.ts';
import { demoSops } from './sops.ts';

/** The fictional Embassy Hanseong: all that the demo post is made of. */
export interface DemoWorld {
  readonly post: Post;
  readonly plan: readonly PlanFeature[];
  readonly zones: readonly Zone[];
  readonly panels: readonly DemoPanel[];
  readonly devices: readonly Device[];
  readonly people: readonly DemoPerson[];
  readonly sops: readonly Sop[];
  /** Positions are told at `nowMs`, milliseconds since 1970. */
  readonly respondersAt: (nowMs: number) => readonly Responder[];
}

/** Signs in here with one click: `Park Ji-won`, watch officer. */
export const DEMO_SIGN_IN = 'park';

export const hanseong: DemoWorld = {
  post: demoPost,
  plan: demoPlan,
  zones: demoZones,
  panels: demoPanels,
  devices: demoDevices,
  people: demoPeople,
  sops: demoSops,
  respondersAt: demoRespondersAt,
};
