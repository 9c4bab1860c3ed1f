import { present } from '../kernel/assert.ts';
import type { ResponderId, UserId } from '../kernel/id.ts';
import { toInstant } from '../kernel/time.ts';
import type { Responder } from '../modules/dispatch/model.ts';
import type { Role } from '../modules/identity/model.ts';
import { ground } from './ground.ts';

/** A person of the demo post; the PIN opens the demo only. */
export interface DemoPerson {
  readonly id: UserId;
  readonly name: string;
  readonly signIn: string;
  readonly role: Role;
  readonly language: 'en' | 'ko';
  readonly callSign: string | null;
  readonly pin: string;
}

const person = (
  signIn: string,
  name: string,
  role: Role,
  language: 'en' | 'ko',
  callSign: string | null,
  pin: string,
): DemoPerson => ({ id: `usr_${signIn}` as UserId, name, signIn, role, language, callSign, pin });

/** The office: watch officers first, then those who lead, repair and decide. */
export const demoOffice: readonly DemoPerson[] = [
  person('park', 'Park Ji-won', 'watch-officer', 'en', 'Post One', '246801'),
  person('whitfield', 'Dana Whitfield', 'watch-officer', 'en', 'Post One', '246802'),
  person('kim', 'Kim Do-hyun', 'watch-officer', 'ko', 'Post One', '246803'),
  person('okafor', 'Ruth Okafor', 'watch-officer', 'en', 'Post One', '246804'),
  person('marsh', 'Helen Marsh', 'rso', 'en', 'Falcon 1', '135701'),
  person('reyes', 'Tomas Reyes', 'deputy', 'en', 'Falcon 2', '135702'),
  person('choi', 'Choi Sang-woo', 'guard-commander', 'ko', 'Guard 1', '135703'),
  person('pratt', 'Owen Pratt', 'technician', 'en', 'Tech 1', '135704'),
  person('ellery', 'Margaret Ellery', 'ambassador', 'en', null, '135705'),
  person('calder', 'Ines Calder', 'administrator', 'en', null, '135706'),
];

/** The fourteen guards. */
export const demoGuards: readonly DemoPerson[] = [
  person('lee', 'Lee Seung-min', 'guard', 'ko', 'Rover 1', '314101'),
  person('jung', 'Jung Ha-neul', 'guard', 'ko', 'Rover 2', '314102'),
  person('han', 'Han Tae-yang', 'guard', 'ko', 'Rover 3', '314103'),
  person('yoon', 'Yoon Mi-rae', 'guard', 'ko', 'Gate 1', '314104'),
  person('seo', 'Seo Jae-hyun', 'guard', 'ko', 'Service gate', '314105'),
  person('kang', 'Kang Bo-ram', 'guard', 'ko', 'Post 3', '314106'),
  person('shin', 'Shin Dong-ha', 'guard', 'ko', 'Post 4', '314107'),
  person('velez', 'Aaron Velez', 'guard', 'en', 'Marine Post One', '314108'),
  person('hollis', 'Nate Hollis', 'guard', 'en', 'Marine 2', '314109'),
  person('bae', 'Bae Su-jin', 'guard', 'ko', 'Residence patrol', '314110'),
  person('moon', 'Moon Gyu-ri', 'guard', 'ko', 'Vehicle 1', '314111'),
  person('oh', 'Oh Chan-sol', 'guard', 'ko', 'Rover 4', '314112'),
  person('lim', 'Lim Na-young', 'guard', 'ko', 'Gate 2', '314113'),
  person('ahn', 'Ahn Woo-seok', 'guard', 'ko', 'Post 5', '314114'),
];

/** Everybody who signs in to the demo post. */
export const demoPeople: readonly DemoPerson[] = [...demoOffice, ...demoGuards];

type Row = readonly [
  signIn: string,
  kind: Responder['kind'],
  armed: boolean,
  qualifications: readonly string[],
  onDuty: boolean,
  eastM: number,
  northM: number,
];

const RESPONDERS: readonly Row[] = [
  ['lee', 'rover', false, ['first-aid'], true, -84, 14],
  ['jung', 'rover', true, ['first-aid', 'weapon'], true, 58, -14],
  ['han', 'rover', false, ['fire'], true, 0, 38],
  ['yoon', 'fixed-post', false, ['search'], true, 3, -54],
  ['seo', 'fixed-post', false, ['search'], true, -84, -42],
  ['kang', 'fixed-post', true, ['weapon', 'search'], true, 72, -42],
  ['shin', 'fixed-post', false, [], true, 88, 37],
  ['velez', 'marine', true, ['weapon', 'first-aid', 'fire'], true, -24, -17],
  ['hollis', 'marine', true, ['weapon', 'first-aid'], false, -20, -8],
  ['bae', 'rover', false, ['first-aid'], true, 44, 10],
  ['moon', 'vehicle', true, ['weapon', 'driver'], true, 66, -36],
  ['oh', 'rover', false, ['first-aid', 'fire'], false, -60, 30],
  ['lim', 'fixed-post', false, ['search'], false, -60, 30],
  ['ahn', 'fixed-post', false, [], false, -60, 30],
  ['choi', 'commander', true, ['weapon', 'first-aid', 'fire'], true, -14, -36],
];

/** The responders as they stand at `nowMs` (milliseconds since 1970): on duty and free, or off. */
export function demoRespondersAt(nowMs: number): Responder[] {
  return RESPONDERS.map(([signIn, kind, armed, qualifications, onDuty, eastM, northM]) => {
    const who = personBySignIn(signIn);
    return {
      id: `rsp_${signIn}` as ResponderId,
      userId: who.id,
      callSign: who.callSign ?? who.name,
      name: who.name,
      language: who.language,
      kind,
      armed,
      qualifications,
      onDuty,
      state: onDuty ? 'free' : 'off',
      position: onDuty ? ground(eastM, northM) : null,
      positionAt: onDuty ? toInstant(nowMs) : null,
    };
  });
}

function personBySignIn(signIn: string): DemoPerson {
  return present(
    demoPeople.find((one) => one.signIn === signIn),
    `nobody of the demo signs in as ${signIn}`,
  );
}
