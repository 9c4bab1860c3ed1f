import type { UserId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';

export const ROLES = [
  'rso',
  'deputy',
  'watch-officer',
  'guard-commander',
  'guard',
  'technician',
  'protective-agent',
  'emergency-committee',
  'ambassador',
  'staff',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

const WATCH: readonly Role[] = ['rso', 'deputy', 'watch-officer'];
const WATCH_AND_COMMANDER: readonly Role[] = [...WATCH, 'guard-commander'];
const SEES_WATCH: readonly Role[] = [
  ...WATCH_AND_COMMANDER,
  'technician',
  'protective-agent',
  'emergency-committee',
  'ambassador',
];

/** Who may do what. The one table that both the server and the screens ask. */
export const PERMISSIONS = {
  'board.see': SEES_WATCH,
  'log.see': [...WATCH_AND_COMMANDER, 'technician', 'emergency-committee'],
  'log.write': WATCH_AND_COMMANDER,
  'log.export': WATCH_AND_COMMANDER,
  'handover.see': WATCH_AND_COMMANDER,
  'handover.make': WATCH_AND_COMMANDER,
  'incident.see': SEES_WATCH,
  'incident.change': WATCH_AND_COMMANDER,
  'incident.command': WATCH_AND_COMMANDER,
  'incident.resolve': WATCH,
  'alarm.acknowledge': WATCH,
  'alarm.assign': WATCH,
  'alarm.silence': WATCH,
  'alarm.shelve': WATCH,
  'alarm.close': WATCH,
  'alarm.step': WATCH_AND_COMMANDER,
  'task.dispatch': WATCH_AND_COMMANDER,
  'task.cancel': WATCH_AND_COMMANDER,
  'task.answer': ['guard', 'guard-commander', 'protective-agent', 'watch-officer', 'rso', 'deputy'],
  'duress.raise': ROLES,
  'position.send': ROLES,
  'doors.see': [...WATCH_AND_COMMANDER, 'technician', 'emergency-committee'],
  'seat.see': WATCH_AND_COMMANDER,
  // What each may do with which camera is said by camera group (modules/camera).
  'camera.see': SEES_WATCH,
  'camera.rights': ['rso', 'administrator'],
  'camera.setup': ['rso', 'technician', 'administrator'],
  'exercise.see': SEES_WATCH,
  'exercise.run': ['rso', 'deputy', 'guard-commander'],
  'exercise.take-part': WATCH,
  'siren.see': [...WATCH_AND_COMMANDER, 'technician', 'administrator'],
  'siren.change': ['rso', 'technician', 'administrator'],
  'siren.silence': WATCH_AND_COMMANDER,
  'upkeep.see': SEES_WATCH,
  'upkeep.maintenance': [...WATCH, 'technician'],
  'upkeep.bypass': [...WATCH, 'technician'],
  'upkeep.out-of-service': ['rso', 'technician'],
  // The second person of out of service stands watch, or answers for those who do.
  'upkeep.second': WATCH,
  'fix.request': [...WATCH_AND_COMMANDER, 'technician'],
  'fix.finish': ['rso', 'deputy', 'technician'],
  'threat.set': ['rso', 'deputy'],
  'order.see': SEES_WATCH,
  'order.change': ['rso', 'deputy'],
  // Who stands watch has to know every order.
  'order.sign': WATCH_AND_COMMANDER,
  'step.supervise': ['rso', 'deputy'],
  'map.see': [...SEES_WATCH, 'administrator'],
  'panel.see': ['rso', 'deputy', 'watch-officer', 'technician', 'administrator'],
  'panel.change': ['rso', 'technician', 'administrator'],
  'panel.register': ['rso', 'deputy', 'watch-officer', 'technician', 'administrator'],
  'site.change': ['rso', 'technician', 'administrator'],
  'responder.change': WATCH_AND_COMMANDER,
  'people.see': ['rso', 'deputy', 'watch-officer', 'guard-commander', 'administrator'],
  'people.change': ['rso', 'administrator'],
  'phone.enrol': ['rso', 'deputy', 'guard-commander', 'administrator'],
  'token.change': ['technician', 'administrator', 'rso'],
  'evidence.export': ['rso', 'deputy'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** May someone of this role do it? */
export function roleMay(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** A person who signs in, as others see them. */
export interface Person {
  readonly id: UserId;
  readonly name: string;
  readonly signIn: string;
  readonly role: Role;
  readonly language: string;
  readonly callSign: string | null;
  readonly active: boolean;
  readonly hasPin: boolean;
  readonly hasPassword: boolean;
}

/** What the browser knows of its own session. */
export interface Me {
  readonly person: Person;
  readonly seat: string;
  /** A shared console: every action asks whose it is, by PIN. */
  readonly shared: boolean;
  readonly phone: boolean;
  readonly expiresAt: string;
}

export const identityRefusals = catalogue({
  'sign-in-first': { status: 401, says: 'You are not signed in, or your session ended. Sign in again.' },
  'sign-in-failed': { status: 401, says: 'Name and password or PIN do not match. Check both and try again.' },
  'sign-in-throttled': { status: 429, says: 'Too many wrong tries. Wait, then try again.' },
  'pin-needed': { status: 401, says: 'This console is shared. Say who you are with your PIN.' },
  'pin-wrong': { status: 403, says: 'The PIN does not match. Try again.' },
  'not-allowed': { status: 403, says: 'Your role may not do this. Ask the RSO if you need it.' },
  'origin-foreign': {
    status: 403,
    says: 'The request came from another site. Open Post One by its own address.',
  },
  'code-unusable': { status: 410, says: 'This code was used already or is too old. Ask for a new one.' },
  'person-unknown': { status: 404, says: 'There is no such person. Reload the list.' },
  'sign-in-taken': { status: 409, says: 'Somebody signs in with this name already. Choose another.' },
  'password-too-short': { status: 422, says: 'A password needs at least 12 characters.' },
  'pin-malformed': { status: 422, says: 'A PIN needs 6 to 12 digits.' },
  'last-administrator': { status: 409, says: 'This is the last administrator. Make another one first.' },
  'token-unknown': {
    status: 401,
    says: 'The bearer token is missing, unknown or revoked. Make one under Set up.',
  },
  'setup-done': { status: 409, says: 'The first administrator exists already. Sign in.' },
});
