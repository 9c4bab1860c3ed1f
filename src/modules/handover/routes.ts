import { Type } from 'typebox';
import { fileTime, PAPER_FORMATS, paperHtml } from '../../kernel/paper.ts';
import { localTimeOf } from '../../kernel/time.ts';
import type { Printer } from '../../platform/http/paper.ts';
import { route, type Caller, type RawReply } from '../../platform/http/route.ts';
import { id, instant, nothing, shape, strict, text, word } from '../../platform/http/schema.ts';
import type { Post } from '../site/model.ts';
import { MAX_LINES, PARTS, type Handover } from './model.ts';
import { handoverPaper } from './page.ts';
import type { By, HandoverService } from './service.ts';

const REPLY = shape<Handover>('id', 'state', 'lines');
const AT = shape<{ at: string }>('at');
const MAX_RESPONDERS = 200;
const RESPONDERS = Type.Array(id(), { maxItems: MAX_RESPONDERS });
const by = (call: { caller: Caller; key: string | null }): By => ({
  actor: call.caller.actor,
  name: call.caller.name,
  seat: call.caller.seat,
  key: call.key,
});

export const handoverRoutes = (
  handover: HandoverService,
  post: Pick<Post, 'name' | 'timeZone'>,
  print: Printer,
) => ({
  'GET /handover': route({
    who: 'handover.see',
    does: 'The open handover, or null, and the last one that was signed.',
    reply: shape<{ draft: Handover | null; last: Handover | null }>('draft', 'last'),
    run: () => handover.current(),
  }),
  'GET /handover/page': route({
    who: 'handover.see',
    does: 'The open handover, or the last one that was signed, as a page to print: HTML, or PDF where `format` says so.',
    query: strict({ format: Type.Optional(word(PAPER_FORMATS)) }),
    reply: 'raw',
    run: async ({ query }): Promise<RawReply> => {
      const shown = await handover.shown();
      const paper = handoverPaper(shown, post.name.en, localTimeOf(post.timeZone));
      if (query.format === 'pdf')
        return print(async () => ({ paper, fileName: `handover-${fileTime(shown.shiftEndsAt)}` }));
      return { raw: true, type: 'text/html; charset=utf-8', bytes: paperHtml(paper) };
    },
  }),
  'POST /handover': route({
    who: 'handover.make',
    does: 'Begins a handover: the system drafts its lines. `shiftEndsAt` is now unless told.',
    body: strict({ shiftEndsAt: Type.Optional(instant()) }),
    reply: REPLY,
    status: 201,
    run: (call) => handover.begin(by(call), call.body.shiftEndsAt ?? null),
  }),
  'POST /handover/redraft': route({
    who: 'handover.make',
    does: 'Drafts the lines again, while nobody has signed.',
    body: nothing(),
    reply: REPLY,
    run: (call) => handover.redraft(by(call)),
  }),
  'POST /handover/remarks': route({
    who: 'handover.make',
    does: 'Sets the remarks of the outgoing officer, while nobody has signed.',
    body: strict({ remarks: text(0, 4000) }),
    reply: REPLY,
    run: (call) => handover.remark(by(call), call.body.remarks),
  }),
  'POST /handover/sign': route({
    who: 'handover.make',
    does: 'Signs one part by PIN. The incoming officer names every line as ticked; two different people sign.',
    body: strict({
      part: word(PARTS),
      userId: id(),
      pin: Type.String({ minLength: 1, maxLength: 20 }),
      ticked: Type.Optional(Type.Array(text(1, 200), { maxItems: MAX_LINES })),
    }),
    reply: REPLY,
    run: (call) => handover.sign(by(call), { ...call.body, ticked: call.body.ticked ?? [] }),
  }),
  'POST /handover/withdraw': route({
    who: 'handover.make',
    does: 'Gives the open handover up, with a reason.',
    body: strict({ reason: text(1, 400) }),
    reply: REPLY,
    run: (call) => handover.withdraw(by(call), call.body.reason),
  }),
  'POST /handover/notes': route({
    who: 'log.write',
    does: 'Writes a note into the watch log that the next shift must read.',
    body: strict({ text: text(1, 4000) }),
    reply: AT,
    status: 201,
    run: (call) => handover.note(by(call), call.body.text),
  }),
  'POST /radio-checks': route({
    who: 'handover.make',
    does: 'Writes one round on the radio: who answered and who was silent.',
    body: strict({ answered: RESPONDERS, silent: RESPONDERS }),
    reply: AT,
    status: 201,
    run: (call) => handover.radioCheck(by(call), call.body.answered, call.body.silent),
  }),
});
