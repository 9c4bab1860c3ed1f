/* Incidents on the real database: several alarms in one story, one raised by hand, and none resolved too early. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Incident, IncidentWhole } from '../../src/modules/incident/model.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { openTestPost, type Answer, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let line: Dialler;
let officer: Person;
let rso: Person;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
  line = post.dialler({ timeoutMs: 20_000 });
  officer = await post.as('watch-officer');
  rso = await post.as('rso');
});
afterAll(async () => {
  await post.close();
});

const incidentOf = (answer: Answer): Incident => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body['incident'] as Incident;
};
const whole = async (id: string): Promise<IncidentWhole> =>
  (await officer.get(`/incidents/${id}`)).body as unknown as IncidentWhole;
const open = async (body: object): Promise<Incident> => incidentOf(await officer.post('/incidents', body));
const boardAlarms = async (): Promise<Alarm[]> => (await officer.get('/board')).body['alarms'] as Alarm[];

/** A new alarm at a point of the consular panel: 130 is a burglary, 137 a tamper. */
async function raised(code: string, point: string): Promise<Alarm> {
  const before = new Set((await boardAlarms()).map((alarm) => alarm.id));
  await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', code, '1', point) });
  const look = () =>
    post.until(`an alarm of ${code} at ${point}`, async () =>
      (await boardAlarms()).find((alarm) => !before.has(alarm.id) && alarm.point.endsWith(point)),
    );
  return look().catch(look);
}
async function close(alarm: Alarm): Promise<void> {
  const { revision, acknowledged } = (await officer.get(`/alarms/${alarm.id}`)).body['alarm'] as Alarm;
  if (!acknowledged) await officer.post(`/alarms/${alarm.id}/acknowledge`, { revision });
  const how = { outcome: 'real', cause: 'intruder', finding: 'Window broken' };
  const closed = await officer.post(`/alarms/${alarm.id}/close`, how);
  expect(closed.status, closed.text).toBe(200);
}
async function settleSteps(incident: Incident): Promise<void> {
  for (const [index, step] of incident.steps.entries())
    if (step.state === 'open')
      incidentOf(await officer.post(`/incidents/${incident.id}/steps/${index}`, { state: 'done' }));
}

test('two alarms become one incident, told from the ledger in order, and neither can be in another open one', async () => {
  const first = await raised('130', '5');
  const second = await raised('137', '3');
  const incident = await open({
    kind: 'intrusion',
    title: 'Window of the back office',
    alarmIds: [first.id],
  });
  expect(incident).toMatchObject({
    state: 'open',
    commander: { id: officer.id },
    number: expect.any(Number),
  });
  expect(incident.steps.length).toBeGreaterThanOrEqual(4);
  incidentOf(await officer.post(`/incidents/${incident.id}/alarms`, { alarmId: second.id }));
  const { alarms } = await whole(incident.id);
  expect(alarms.map((alarm) => alarm.id)).toEqual([first.id, second.id]);
  expect((await officer.get(`/alarms/${second.id}/incident`)).body).toMatchObject({
    incident: { number: incident.number },
  });

  const other = await open({ kind: 'other', title: 'Another story' });
  const taken = await officer.post(`/incidents/${other.id}/alarms`, { alarmId: second.id });
  expect(taken).toMatchObject({ status: 409, body: { code: 'incident-alarm-taken' } });
  const number = `I-${String(incident.number).padStart(4, '0')}`;
  expect(taken.body['says']).toContain(`belongs to ${number}, which is open`);
  const both = { kind: 'fire', title: 'x', alarmIds: [first.id] };
  expect((await officer.post('/incidents', both)).body['code']).toBe('incident-alarm-taken');
  expect((await officer.post('/incidents', { ...both, alarmIds: ['alm_none'] })).body['code']).toBe(
    'incident-alarm-unknown',
  );

  await officer.post(`/alarms/${second.id}/note`, { text: 'Cover hangs loose' });
  incidentOf(await officer.post(`/incidents/${incident.id}/notes`, { text: 'Police are told' }));
  const { entries, cut } = (await officer.get(`/incidents/${incident.id}/timeline`)).body as unknown as {
    entries: LedgerEntry[];
    cut: boolean;
  };
  expect(cut).toBe(false);
  expect(entries.map((entry) => entry.seq)).toEqual(
    entries.map((entry) => entry.seq).toSorted((a, b) => a - b),
  );
  const kinds = entries.map((entry) => entry.kind);
  expect(kinds.filter((kind) => kind === 'alarm.raised')).toHaveLength(2);
  expect(kinds).toEqual(
    expect.arrayContaining(['incident.opened', 'incident.alarm-linked', 'alarm.noted', 'incident.noted']),
  );
  expect(entries.some((entry) => entry.subjects[0] === other.id)).toBe(false);

  incidentOf(await officer.delete(`/incidents/${incident.id}/alarms/${second.id}`));
  expect((await officer.delete(`/incidents/${incident.id}/alarms/${second.id}`)).body['code']).toBe(
    'incident-alarm-not-linked',
  );
  incidentOf(await officer.post(`/incidents/${other.id}/alarms`, { alarmId: second.id }));
  await close(first);
  await close(second);
  for (const one of [await whole(incident.id), await whole(other.id)]) {
    await settleSteps(one.incident);
    incidentOf(await officer.post(`/incidents/${one.incident.id}/resolve`));
  }
});

test('an incident raised by hand: commander, people, steps done and skipped, each change an entry', async () => {
  const incident = await open({
    kind: 'demonstration',
    title: 'Forty people at gate 1',
    commanderId: rso.id,
  });
  expect(incident.commander?.id).toBe(rso.id);
  const technician = await post.as('technician');
  const at = `/incidents/${incident.id}`;
  expect((await officer.post(`${at}/commander`, { userId: technician.id })).body['code']).toBe(
    'incident-commander-unsuitable',
  );
  expect(incidentOf(await officer.post(`${at}/commander`, { userId: officer.id })).commander?.id).toBe(
    officer.id,
  );
  const named = incidentOf(await officer.post(`${at}/people`, { name: 'Captain Seo', part: 'Host police' }));
  expect(named.people).toEqual([{ key: 1, name: 'Captain Seo', part: 'Host police' }]);
  expect(incidentOf(await officer.delete(`${at}/people/1`)).people).toEqual([]);
  expect((await officer.delete(`${at}/people/1`)).body['code']).toBe('incident-person-unknown');

  const step = (index: number, body: object) => officer.post(`${at}/steps/${index}`, body);
  expect(incidentOf(await step(0, { state: 'done' })).steps[0]).toMatchObject({
    state: 'done',
    byName: 'The watch-officer',
  });
  expect((await step(0, { state: 'done' })).body['code']).toBe('incident-step-settled');
  expect((await step(1, { state: 'skipped' })).body['code']).toBe('incident-skip-reason');
  expect(incidentOf(await step(1, { state: 'skipped', reason: 'They are here' })).steps[1]).toMatchObject({
    state: 'skipped',
    reason: 'They are here',
  });
  expect(incidentOf(await step(1, { state: 'open' })).steps[1]?.state).toBe('open');
  expect((await step(1, { state: 'open' })).body['code']).toBe('incident-step-not-settled');
  expect((await step(40, { state: 'done' })).body['code']).toBe('incident-step-unknown');
  const kinds = (await post.entries())
    .filter((entry) => entry.subjects[0] === incident.id)
    .map((e) => e.kind);
  expect(kinds).toEqual([
    'incident.opened',
    'incident.commander-changed',
    'incident.person-added',
    'incident.person-removed',
    'incident.step-done',
    'incident.step-skipped',
    'incident.step-undone',
  ]);
});

test('not resolved while a step, a task or an alarm is open; then it is, and can be reopened with a reason', async () => {
  const alarm = await raised('130', '5');
  const incident = await open({ kind: 'intrusion', title: 'Once more', alarmIds: [alarm.id] });
  const at = `/incidents/${incident.id}`;
  const resolve = () => officer.post(`${at}/resolve`);
  const refused = await resolve();
  expect(refused).toMatchObject({ status: 409, body: { code: 'incident-steps-open' } });
  expect(refused.body['says']).toBe(
    `Still to do: step ${incident.steps.map((_, i) => i + 1).join(', ')}. Do each step, or skip it with a reason.`,
  );
  await settleSteps(incident);
  const board = (await officer.get('/board')).body['responders'] as {
    id: string;
    onDuty: boolean;
    state: string;
  }[];
  const free = board.find((responder) => responder.onDuty && responder.state === 'free');
  const sent = await officer.post(`/alarms/${alarm.id}/dispatch`, { responderId: free?.id });
  const task = sent.body['task'] as { id: string; number: number };
  const going = await resolve();
  expect(going.body).toMatchObject({ code: 'incident-tasks-open' });
  expect(going.body['says']).toContain(`T-${String(task.number).padStart(4, '0')}`);
  expect((await whole(incident.id)).openTasks.map((each) => each.id)).toEqual([task.id]);
  await officer.post(`/tasks/${task.id}/cancel`, { reason: 'Not needed' });
  const stillThere = await resolve();
  expect(stillThere.body).toMatchObject({ code: 'incident-alarms-open' });
  expect(stillThere.body['says']).toContain(`A-${String(alarm.number).padStart(4, '0')}`);
  expect((await officer.post(`${at}/report`, { summary: 'x', lessons: '' })).body['code']).toBe(
    'incident-not-resolved',
  );
  await close(alarm);
  expect(incidentOf(await resolve())).toMatchObject({
    state: 'resolved',
    resolvedByName: 'The watch-officer',
  });
  expect((await resolve()).body['code']).toBe('incident-resolved');
  expect((await officer.post(`${at}/steps/0`, { state: 'open' })).body['code']).toBe('incident-resolved');

  // Its alarm may now be part of another incident; then the first cannot have it back.
  const second = await open({ kind: 'other', title: 'Later', alarmIds: [alarm.id] });
  expect((await officer.post(`${at}/reopen`, { reason: 'Too early' })).body['code']).toBe(
    'incident-alarm-taken',
  );
  incidentOf(await officer.delete(`/incidents/${second.id}/alarms/${alarm.id}`));
  expect(incidentOf(await officer.post(`${at}/reopen`, { reason: 'Too early' }))).toMatchObject({
    state: 'open',
    resolvedAt: null,
  });
  expect((await officer.get(`/alarms/${alarm.id}/incident`)).body).toMatchObject({
    incident: { number: incident.number },
  });
  incidentOf(await resolve());
});

test('the report is written from the ledger and completed by a person', async () => {
  const alarm = await raised('137', '3');
  const incident = await open({ kind: 'intrusion', title: 'Report <me>', alarmIds: [alarm.id] });
  const at = `/incidents/${incident.id}`;
  await close(alarm);
  await settleSteps(incident);
  incidentOf(await officer.post(`${at}/resolve`));
  expect((await officer.get(`${at}/report`)).text).toContain('Draft: nobody has completed this report yet.');
  const words = { summary: 'A loose cover', lessons: 'Tighten the cover' };
  expect(incidentOf(await officer.post(`${at}/report`, words))).toMatchObject({
    ...words,
    reportByName: 'The watch-officer',
  });
  const html = (await officer.get(`${at}/report`)).text;
  expect(html).toContain('A loose cover');
  expect(html).toContain('Report &#60;me&#62;');
  expect(html).not.toContain('Draft');
  const closedAt = ((await whole(incident.id)).alarms[0]?.closedAt ?? '').slice(0, 19).replace('T', ' ');
  expect(html).toContain(`${closedAt}Z`);
  const guard = await post.as('guard-commander');
  expect((await guard.post(`${at}/report`, words)).status).toBe(403);
});

test('the list has open ones first, and is read page by page without losing or doubling one', async () => {
  const page = async (query: string) =>
    (await officer.get(`/incidents?limit=2${query}`)).body as unknown as {
      incidents: Incident[];
      next: string | null;
    };
  const seen: Incident[] = [];
  let next: string | null = '';
  for (let n = 0; n < 20 && next !== null; n++) {
    const got = await page(next === '' ? '' : `&before=${next}`);
    seen.push(...got.incidents);
    ({ next } = got);
  }
  expect(seen.length).toBeGreaterThan(4);
  expect(new Set(seen.map((one) => one.id)).size).toBe(seen.length);
  const states = seen.map((one) => one.state);
  expect(states).toEqual([...states].toSorted());
  const opened = (await post.entries()).filter((entry) => entry.kind === 'incident.opened').length;
  expect(seen).toHaveLength(opened);
});

test('two officers who link the same alarm at once: one wins, the other is told by whom it is held', async () => {
  const alarm = await raised('130', '5');
  const stories = await Promise.all(['One', 'Two', 'Three'].map((title) => open({ kind: 'other', title })));
  const answers = await Promise.all(
    stories.map((story) => officer.post(`/incidents/${story.id}/alarms`, { alarmId: alarm.id })),
  );
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409, 409]);
});
