/* The live stream: nothing missed, nothing doubled, nothing seen that is not one's own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Responder } from '../../src/modules/dispatch/model.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

interface Heard {
  readonly entries: { seq: number; prev: number; kind: string; subjects: string[] }[];
  readonly events: string[];
  close(): void;
}

let post: TestPost;
let officer: Person;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
  officer = await post.as('watch-officer');
});
afterAll(async () => {
  await post.close();
});

function listen(who: Person, since: number): Heard {
  const abort = new AbortController();
  const heard: Heard = { entries: [], events: [], close: () => abort.abort() };
  void (async () => {
    const response = await fetch(`${post.url}/api/live?since=${since}`, {
      headers: { cookie: who.cookie() },
      signal: abort.signal,
    });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const event = lines.find((l) => l.startsWith('event: '))?.slice(7);
        const data = lines.find((l) => l.startsWith('data: '))?.slice(6);
        if (!event || !data) continue;
        heard.events.push(event);
        if (event === 'entries') heard.entries.push(...(JSON.parse(data) as Heard['entries']));
      }
    }
    heard.events.push('end');
  })().catch(() => heard.events.push('end'));
  return heard;
}

test('from any point of the past the stream gives each visible entry once, in order, linked without a gap', async () => {
  const newest = post.running.tail.newest();
  const since = newest - 700;
  const heard = listen(officer, since);
  await post.until('the backfill', async () => (heard.entries.at(-1)?.seq ?? -1) >= newest - 5);
  for (let i = 0; i < 30; i++) void officer.post('/log', { text: `live ${i}` });
  await post.until(
    'the notes',
    async () => heard.entries.filter((e) => e.kind === 'log.noted' && e.seq > newest).length === 30,
  );
  heard.close();
  let prev = since;
  for (const entry of heard.entries) {
    expect(entry.prev).toBe(prev);
    expect(entry.seq).toBeGreaterThan(prev);
    prev = entry.seq;
  }
  const visible = (await post.entries()).filter(
    (e) => e.seq > since && e.seq <= prev && !e.kind.startsWith('signal.'),
  );
  expect(heard.entries.map((e) => e.seq)).toEqual(visible.map((e) => e.seq));
});

test('a stream that breaks off and resumes from its last number misses and doubles nothing', async () => {
  let since = post.running.tail.newest();
  const got: number[] = [];
  const first = since;
  const writing = (async () => {
    for (let i = 0; i < 60; i++) await officer.post('/log', { text: `broken ${i}` });
  })();
  for (let round = 0; round < 6; round++) {
    const heard = listen(officer, since);
    await new Promise((resolve) => setTimeout(resolve, 60));
    heard.close();
    got.push(...heard.entries.map((e) => e.seq));
    since = got.at(-1) ?? since;
  }
  await writing;
  const rest = listen(officer, since);
  await post.until('the rest', async () => got.length + rest.entries.length >= 60);
  rest.close();
  got.push(...rest.entries.map((e) => e.seq));
  const wanted = (await post.entries())
    .filter((e) => e.seq > first && e.kind === 'log.noted')
    .map((e) => e.seq);
  expect(got).toEqual(wanted);
});

test('a guard hears of his own tasks and of nothing else', async () => {
  const responder = ((await officer.get('/board')).body['responders'] as Responder[]).find(
    (r) => r.userId !== null && r.onDuty && r.state === 'free' && r.kind === 'rover',
  );
  const rso = await post.as('rso');
  const code = (await rso.post(`/people/${responder?.userId}/enrolment`)).body['code'];
  const phone = post.anybody();
  await phone.post('/enrol', { code });
  const heard = listen(phone, post.running.tail.newest());
  await post.until('the stream is open', async () => heard.events.includes('beat'));
  await officer.post('/log', { text: 'not for guards' });
  const dialler = post.dialler();
  await dialler.send({ token: 'ADM-CID', dataBlock: '#1001|1130 01 009' });
  const alarm = await post.until(
    'an alarm',
    async () => ((await officer.get('/board')).body['alarms'] as { id: string; open: boolean }[])[0],
  );
  await officer.post(`/alarms/${alarm.id}/dispatch`, { responderId: responder?.id });
  await post.until('the task', async () => heard.entries.some((e) => e.kind === 'task.sent'));
  heard.close();
  expect(heard.entries.every((e) => e.subjects.includes(responder?.id ?? ''))).toBe(true);
  expect(heard.entries.some((e) => e.kind === 'log.noted')).toBe(false);
});

test('a stream ends within seconds of the session', async () => {
  const leaver = await post.as('deputy');
  const heard = listen(leaver, post.running.tail.newest());
  await post.until('the stream is open', async () => heard.events.includes('beat'));
  await leaver.delete('/session');
  await post.until('the end', async () => heard.events.includes('signed-out'));
  heard.close();
});
