import { Type } from 'typebox';
import { spokenNumber } from '../../kernel/id.ts';
import { PAPER_FORMATS, paperHtml } from '../../kernel/paper.ts';
import { localTimeOf } from '../../kernel/time.ts';
import type { Printer } from '../../platform/http/paper.ts';
import { by, route, type RawReply } from '../../platform/http/route.ts';
import { bodyWithFile, file, id, nothing, shape, strict, text, word } from '../../platform/http/schema.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import { MAX_FILE_BYTES } from '../orders/model.ts';
import type { Post } from '../site/model.ts';
import { MAX_LINKED_ALARMS, type Incident, type IncidentWhole } from './model.ts';
import { reportPaper } from './report.ts';
import type { IncidentService } from './service.ts';
import { TEMPLATE_KINDS } from './templates.ts';

const PARAMS = strict({ id: id() });
const REPLY = shape<{ incident: Incident }>('incident');
const DEFAULT_LIMIT = 50;

/** Body, reply, who may, which command. The browser imports the type of this table and nothing else of it. */
export const incidentRoutes = (
  incident: IncidentService,
  post: Pick<Post, 'name' | 'timeZone'>,
  print: Printer,
) => ({
  'GET /incidents': route({
    who: 'incident.see',
    does: 'A page of incidents: open ones first, of each the newest first.',
    query: strict({
      state: Type.Optional(word(['all', 'open'])),
      before: Type.Optional(Type.String({ pattern: '^[01],\\d{1,15}$' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    reply: shape<{ incidents: readonly Incident[]; next: string | null }>('incidents', 'next'),
    run: ({ query }) =>
      incident.page({
        state: query.state ?? 'all',
        before: query.before ?? null,
        limit: query.limit ?? DEFAULT_LIMIT,
      }),
  }),
  'GET /incidents/:id': route({
    who: 'incident.see',
    does: 'One incident with its alarms as they are now and the tasks that are under way.',
    params: PARAMS,
    reply: shape<IncidentWhole>('incident', 'alarms', 'openTasks'),
    run: ({ params }) => incident.incident(params.id),
  }),
  'GET /incidents/:id/timeline': route({
    who: 'incident.see',
    does: 'The story of an incident from the ledger, oldest first: its own entries, those of its alarms and their tasks. `cut`: there are more.',
    params: PARAMS,
    reply: shape<{ entries: readonly LedgerEntry[]; cut: boolean }>('entries', 'cut'),
    run: ({ params }) => incident.timeline(params.id),
  }),
  'GET /incidents/:id/report': route({
    who: 'incident.see',
    does: 'The after-action report as a page to print: key times, steps and timeline from the ledger, summary and lessons by a person. HTML, or PDF where `format` says so.',
    params: PARAMS,
    query: strict({ format: Type.Optional(word(PAPER_FORMATS)) }),
    reply: 'raw',
    run: async ({ params, query }): Promise<RawReply> => {
      const input = await incident.report(params.id);
      const { timeZone } = post;
      const paper = reportPaper(input, { name: post.name.en, timeZone }, localTimeOf(timeZone));
      const fileName = `report-${spokenNumber('I', input.incident.number)}`;
      if (query.format === 'pdf') return print(async () => ({ paper, fileName }));
      return { raw: true, type: 'text/html; charset=utf-8', bytes: paperHtml(paper) };
    },
  }),
  'GET /alarms/:id/incident': route({
    who: 'incident.see',
    does: 'The open incident that an alarm is part of, else the newest that it was part of, else null.',
    params: PARAMS,
    reply: shape<{ incident: Incident | null }>('incident'),
    run: ({ params }) => incident.ofAlarm(params.id),
  }),
  'POST /incidents': route({
    who: 'incident.change',
    does: 'Opens an incident from a template, with or without alarms. Who opens it commands it, unless somebody is named.',
    body: strict({
      kind: word(TEMPLATE_KINDS),
      title: text(1, 200),
      commanderId: Type.Optional(id()),
      alarmIds: Type.Optional(Type.Array(id(), { maxItems: MAX_LINKED_ALARMS })),
    }),
    reply: REPLY,
    status: 201,
    run: (call) =>
      incident.open(by(call), {
        ...call.body,
        commanderId: call.body.commanderId ?? null,
        alarmIds: call.body.alarmIds ?? [],
      }),
  }),
  'POST /incidents/:id/alarms': route({
    who: 'incident.change',
    does: 'Makes an alarm part of an incident; an alarm belongs to one open incident at most.',
    params: PARAMS,
    body: strict({ alarmId: id() }),
    reply: REPLY,
    run: (call) => incident.linkAlarm(by(call), call.params.id, call.body.alarmId),
  }),
  'DELETE /incidents/:id/alarms/:alarmId': route({
    who: 'incident.change',
    does: 'Takes an alarm out of an incident.',
    params: strict({ id: id(), alarmId: id() }),
    reply: REPLY,
    run: (call) => incident.unlinkAlarm(by(call), call.params.id, call.params.alarmId),
  }),
  'POST /incidents/:id/commander': route({
    who: 'incident.change',
    does: 'Names who commands the incident.',
    params: PARAMS,
    body: strict({ userId: id() }),
    reply: REPLY,
    run: (call) => incident.changeCommander(by(call), call.params.id, call.body.userId),
  }),
  'POST /incidents/:id/people': route({
    who: 'incident.change',
    does: 'Names somebody who had a part in it.',
    params: PARAMS,
    body: strict({ name: text(1, 120), part: text(1, 120) }),
    reply: REPLY,
    run: (call) => incident.addPerson(by(call), call.params.id, call.body),
  }),
  'DELETE /incidents/:id/people/:key': route({
    who: 'incident.change',
    does: 'Takes a person off the list; the log keeps that they stood there.',
    params: strict({ id: id(), key: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
    reply: REPLY,
    run: (call) => incident.removePerson(by(call), call.params.id, call.params.key),
  }),
  'POST /incidents/:id/steps/:index': route({
    who: 'incident.change',
    does: 'Marks a step done, skips it with a reason, or makes it open again.',
    params: strict({ id: id(), index: Type.Integer({ minimum: 0, maximum: 50 }) }),
    body: strict({ state: word(['done', 'skipped', 'open']), reason: Type.Optional(text(1, 500)) }),
    reply: REPLY,
    run: (call) =>
      incident.setStep(
        by(call),
        call.params.id,
        call.params.index,
        call.body.state,
        call.body.reason ?? null,
      ),
  }),
  'POST /incidents/:id/notes': route({
    who: 'incident.change',
    does: 'Adds a note to the story of an incident, with a file if there is one (base64; PDF, PNG, JPEG or text, at most 10 MB).',
    maxBytes: bodyWithFile(MAX_FILE_BYTES),
    params: PARAMS,
    body: strict({ text: text(1, 2000), file: Type.Optional(file(MAX_FILE_BYTES)) }),
    reply: REPLY,
    run: (call) => incident.note(by(call), call.params.id, call.body.text, call.body.file),
  }),
  'POST /incidents/:id/resolve': route({
    who: 'incident.resolve',
    does: 'Resolves an incident; refused while a step is to do, a task is under way or a linked alarm is open.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => incident.resolve(by(call), call.params.id),
  }),
  'POST /incidents/:id/reopen': route({
    who: 'incident.resolve',
    does: 'Opens a resolved incident again, with a reason.',
    params: PARAMS,
    body: strict({ reason: text(1, 500) }),
    reply: REPLY,
    run: (call) => incident.reopen(by(call), call.params.id, call.body.reason),
  }),
  'POST /incidents/:id/report': route({
    who: 'incident.resolve',
    does: 'Completes the report of a resolved incident: what happened, and what is to be learned.',
    params: PARAMS,
    body: strict({ summary: text(1, 8000), lessons: text(0, 8000) }),
    reply: REPLY,
    run: (call) => incident.completeReport(by(call), call.params.id, call.body),
  }),
});
