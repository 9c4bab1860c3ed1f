import { Type } from 'typebox';
import { toInstant, toMs } from '../../kernel/time.ts';
import { by, route } from '../../platform/http/route.ts';
import {
  bodyWithFile,
  file,
  id,
  instant,
  nothing,
  shape,
  strict,
  text,
  word,
} from '../../platform/http/schema.ts';
import type { Task } from '../dispatch/model.ts';
import { MAX_FILE_BYTES } from '../orders/model.ts';
import type { AlarmHealth } from './model-health.ts';
import { MAX_REPLAY_PAGE, type ReplayedBoard, type ReplayPage } from './model-replay.ts';
import { OUTCOMES, type Alarm, type BoardSnapshot } from './model.ts';
import { stepRoutes } from './routes-steps.ts';
import type { StoryStep, Watch } from './service.ts';

const PARAMS = strict({ id: id() });
const REPLY = shape<{ alarm: Alarm }>('alarm');
export const watchRoutes = (watch: Watch) => ({
  ...stepRoutes(watch),
  'GET /board': route({
    who: 'board.see',
    does: 'Everything the watch board shows, and the sequence to go on from.',
    reply: shape<BoardSnapshot>('seq', 'alarms', 'post'),
    run: () => watch.board(),
  }),
  'GET /replay/board': route({
    who: 'log.see',
    does: 'The board as it stood at an instant, put together from the ledger; `board.seq` is where to play on from. Zones, devices, cards and people are those of today.',
    query: strict({ at: instant() }),
    reply: shape<ReplayedBoard>('board', 'beganAt', 'erased'),
    run: (call) => watch.replay.boardAt(toInstant(toMs(call.query.at))),
  }),
  'GET /replay/entries': route({
    who: 'log.see',
    does: `What came after entry \`after\` up to an instant, oldest first, at most ${String(MAX_REPLAY_PAGE)}: what a replay plays on with. Go on after the last one until \`complete\`.`,
    query: strict({
      after: Type.Integer({ minimum: -1, maximum: Number.MAX_SAFE_INTEGER }),
      until: instant(),
    }),
    reply: shape<ReplayPage>('entries', 'complete'),
    run: (call) => watch.replay.entriesAfter(call.query.after, toInstant(toMs(call.query.until))),
  }),
  'GET /alarms': route({
    who: 'board.see',
    does: 'A page of alarms, newest first.',
    reply: shape<{ alarms: readonly Alarm[]; next: string | null }>('alarms', 'next'),
    query: strict({
      state: Type.Optional(word(['all', 'open', 'closed'])),
      priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
      zone: Type.Optional(id()),
      kind: Type.Optional(text(1, 40)),
      before: Type.Optional(
        Type.String({ maxLength: 120, pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,15}Z,alm_[0-9a-z]+$' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    run: (call) =>
      watch.page({
        state: call.query.state ?? 'all',
        priority: call.query.priority ?? null,
        zone: call.query.zone ?? null,
        kind: call.query.kind ?? null,
        before: call.query.before ?? null,
        limit: call.query.limit ?? 50,
      }),
  }),
  'GET /alarm-health': route({
    who: 'board.see',
    does: 'How good the alarms are, over 30 days: rate, floods, bad actors, stale ones, answer times.',
    reply: shape<AlarmHealth>('at', 'alarms', 'badActors'),
    run: () => watch.health(),
  }),
  'GET /alarms/:id': route({
    who: 'board.see',
    does: 'One alarm with its tasks and what else happened in its zone.',
    params: PARAMS,
    reply: shape<{ alarm: Alarm; tasks: readonly Task[]; related: readonly Alarm[] }>(
      'alarm',
      'tasks',
      'related',
    ),
    run: (call) => watch.alarm(call.params.id),
  }),
  'GET /alarms/:id/story': route({
    who: 'board.see',
    does: 'The story of an alarm from the ledger, with the times between the steps.',
    params: PARAMS,
    reply: shape<{ entries: readonly unknown[]; steps: readonly StoryStep[] }>('entries', 'steps'),
    run: (call) => watch.story(call.params.id),
  }),
  'POST /alarms/:id/acknowledge': route({
    who: 'alarm.acknowledge',
    does: 'Takes an alarm; names the revision that was seen.',
    params: PARAMS,
    body: strict({ revision: Type.Integer({ minimum: 1 }) }),
    reply: REPLY,
    run: (call) => watch.acknowledgeAlarm(by(call), call.params.id, call.body.revision),
  }),
  'POST /alarms/:id/undo-acknowledge': route({
    who: 'alarm.acknowledge',
    does: 'Takes an acknowledgement back within five seconds.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.undoAcknowledgement(by(call), call.params.id),
  }),
  'POST /alarms/:id/take': route({
    who: 'alarm.acknowledge',
    does: 'Takes over an alarm that a colleague has.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.takeAlarm(by(call), call.params.id),
  }),
  'POST /alarms/:id/assign': route({
    who: 'alarm.assign',
    does: 'Gives an alarm to a colleague.',
    params: PARAMS,
    body: strict({ userId: id() }),
    reply: REPLY,
    run: (call) => watch.assignAlarm(by(call), call.params.id, call.body.userId),
  }),
  'POST /alarms/:id/offer': route({
    who: 'alarm.acknowledge',
    does: 'Offers an alarm to a colleague, who has 60 seconds to accept.',
    params: PARAMS,
    body: strict({ userId: id() }),
    reply: REPLY,
    run: (call) => watch.offerAlarm(by(call), call.params.id, call.body.userId),
  }),
  'POST /alarms/:id/accept-offer': route({
    who: 'alarm.acknowledge',
    does: 'Accepts an alarm that a colleague offers.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.acceptOffer(by(call), call.params.id),
  }),
  'POST /alarms/:id/shelve': route({
    who: 'alarm.shelve',
    does: 'Puts an alarm aside until a time, at most eight hours ahead; never priority 1.',
    params: PARAMS,
    body: strict({ until: instant(), reason: text(1, 500) }),
    reply: REPLY,
    run: (call) => watch.shelveAlarm(by(call), call.params.id, call.body),
  }),
  'POST /alarms/:id/unshelve': route({
    who: 'alarm.shelve',
    does: 'Brings a shelved alarm back now.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.unshelveAlarm(by(call), call.params.id),
  }),
  'POST /alarms/:id/silence': route({
    who: 'alarm.silence',
    does: 'Silences the sound of an alarm for 30 seconds.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.silenceAlarm(by(call), call.params.id),
  }),
  'POST /alarms/:id/note': route({
    who: 'log.write',
    does: 'Adds a note to the story of an alarm, with a file if there is one (base64; PDF, PNG, JPEG or text, at most 10 MB).',
    maxBytes: bodyWithFile(MAX_FILE_BYTES),
    params: PARAMS,
    body: strict({ text: text(1, 2000), file: Type.Optional(file(MAX_FILE_BYTES)) }),
    reply: REPLY,
    run: (call) => watch.noteAlarm(by(call), call.params.id, call.body.text, call.body.file),
  }),
  'POST /alarms/:id/judge': route({
    who: 'alarm.step',
    does: 'Says what is known: ANSI AVS-01 level 0 to 4.',
    params: PARAMS,
    body: strict({ evidenceLevel: Type.Integer({ minimum: 0, maximum: 4 }) }),
    reply: REPLY,
    run: (call) => watch.judgeAlarm(by(call), call.params.id, call.body.evidenceLevel as 0 | 1 | 2 | 3 | 4),
  }),
  'POST /alarms/:id/close': route({
    who: 'alarm.close',
    does: 'Closes an alarm with outcome, cause and finding; refused while a task is open.',
    params: PARAMS,
    body: strict({ outcome: word(OUTCOMES), cause: text(1, 40), finding: text(1, 2000) }),
    reply: REPLY,
    run: (call) => watch.closeAlarm(by(call), call.params.id, call.body),
  }),
  'POST /log': route({
    who: 'log.write',
    does: 'Writes a note into the watch log, with a file if there is one (base64; PDF, PNG, JPEG or text, at most 10 MB).',
    status: 201,
    maxBytes: bodyWithFile(MAX_FILE_BYTES),
    body: strict({ text: text(1, 4000), file: Type.Optional(file(MAX_FILE_BYTES)) }),
    reply: shape<{ at: string }>('at'),
    run: (call) => watch.note(by(call), call.body.text, call.body.file),
  }),
});
