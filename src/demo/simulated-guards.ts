import { distanceM, type Position } from '../kernel/geo.ts';
import { toMs } from '../kernel/time.ts';
import type { Responder, Task } from '../modules/dispatch/model.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import { chance, type Chance } from './chance.ts';

/** What a simulated guard does next; `atMs` is milliseconds since 1970. */
export type GuardMove =
  | { readonly kind: 'accept' | 'there'; readonly atMs: number }
  | { readonly kind: 'position'; readonly atMs: number; readonly position: Position }
  | { readonly kind: 'done'; readonly atMs: number; readonly finding: string };

const WALK_M_PER_S = 1.5;
const POSITION_EVERY_MS = 5_000;
/** Nobody of the demo walks longer than this; from further away the last stretch is skipped. */
const LONGEST_WALK_MS = 15 * 60_000;

const FINDINGS = {
  en: {
    duress: 'Window seen from the hall. Clerk is well, challenge word correct.',
    fire: 'Steam from cooking. No fire, window opened.',
    perimeter: 'Section walked on the inside. Branch on the beam, removed.',
    door: 'Door did not close by itself. Shut and tried twice.',
    other: 'Looked at it. Nothing to see, nobody near.',
  },
  ko: {
    duress: '대기실에서 창구 확인. 직원 이상 없음, 확인 암호 일치.',
    fire: '조리 중 수증기. 불 없음, 창문 개방.',
    perimeter: '담장 안쪽 순찰. 감지선에 걸린 나뭇가지 제거.',
    door: '문이 덜 닫혀 있었음. 닫고 두 번 확인.',
    other: '현장 확인. 이상 없음, 주변에 사람 없음.',
  },
} as const;

/** Guards without an enrolled phone are played; those with one answer for themselves. */
export function isSimulated(responder: Responder, enrolled: ReadonlySet<string>): boolean {
  return responder.onDuty && (responder.userId === null || !enrolled.has(responder.userId));
}

/**
 * All that a simulated guard does with a task, in time order: accepts after 4 to 9 s, walks in a straight
 * line at 1.5 m/s with a position each 5 s, is there, and is done with a finding. Pure; seeded by the task's id.
 */
export function planGuardMoves(task: Task, responder: Responder, alarmKind: SignalKind): GuardMove[] {
  const dice = chance(seedOf(task.id));
  const acceptMs = Math.round(toMs(task.sentAt) + dice.between(4_000, 9_000));
  const from = responder.position ?? task.position;
  const walk = from && task.position ? walkBetween(from, task.position, acceptMs) : [];
  const thereMs = (walk.at(-1)?.atMs ?? acceptMs) + Math.round(dice.between(2_000, 5_000));
  const doneMs = thereMs + Math.round(dice.between(35_000, 80_000));
  return [
    { kind: 'accept', atMs: acceptMs },
    ...walk,
    { kind: 'there', atMs: thereMs },
    { kind: 'done', atMs: doneMs, finding: findingFor(alarmKind, responder.language, dice) },
  ];
}

/** Positions each 5 s from one place to another; the last one is the place itself. */
export function walkBetween(from: Position, to: Position, startMs: number): GuardMove[] {
  const tookMs = Math.min(LONGEST_WALK_MS, (distanceM(from, to) / WALK_M_PER_S) * 1000);
  const steps = Math.ceil(tookMs / POSITION_EVERY_MS);
  return Array.from({ length: steps }, (_, i): GuardMove => {
    const goneMs = Math.min(tookMs, (i + 1) * POSITION_EVERY_MS);
    const part = goneMs / tookMs;
    const position = {
      lat: from.lat + (to.lat - from.lat) * part,
      lon: from.lon + (to.lon - from.lon) * part,
    };
    // The last step is the place itself, not a rounding error beside it.
    return { kind: 'position', atMs: Math.round(startMs + goneMs), position: part === 1 ? to : position };
  });
}

function findingFor(kind: SignalKind, language: string, dice: Chance): string {
  const words = FINDINGS[language === 'ko' ? 'ko' : 'en'];
  if (kind === 'duress' || kind === 'hold-up' || kind === 'panic') return words.duress;
  if (kind === 'fire') return words.fire;
  if (kind === 'perimeter') return dice.next() < 0.7 ? words.perimeter : words.other;
  return kind.startsWith('door-') ? words.door : words.other;
}

/** FNV-1a over the id. */
function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
