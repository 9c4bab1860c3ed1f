/* A guard's phone loses the network in the middle of a task, and nothing that the guard did is lost or doubled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import type { LedgerEntry } from '../../src/modules/ledger/model.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import { eventually, expectClean, openPhone, type Screen } from '../support/browser.ts';
import { openCable, type Cable } from '../support/cable.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

const GUARD = { id: 'usr_velez', name: 'Aaron Velez', responder: 'rsp_velez' };
/** What a browser writes about a network that is not there. */
const NETWORK_GONE =
  /ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|NETWORK|INCOMPLETE|FAILED|SOCKET)/;

let post: TestPost;
let cable: Cable;
let officer: Person;
let phone: Screen;
const profile = mkdtempSync(join(tmpdir(), 'post-one-phone-'));

beforeAll(async () => {
  post = await openTestPost({ demo: true });
  cable = await openCable(post.running.port);
  officer = await post.as('watch-officer');
});
afterAll(async () => {
  await phone?.close();
  await cable?.close();
  await post?.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

const button = (name: string): Locator => phone.page.getByRole('button', { name, exact: true });
const strip = (text: string | RegExp): Locator =>
  phone.page.getByRole('status').filter({ hasText: text }).first();

async function loseNetwork(): Promise<void> {
  await phone.context.setOffline(true);
  cable.cut();
  await strip('No connection').waitFor();
}

/** A window without a key sends somebody: this guard. */
async function sendGuardTo(window: string): Promise<void> {
  await post.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', window) });
  const alarm = await post.until('the alarm', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find(
      (each) => each.title.en === `Duress, Consular Window ${window}`,
    ),
  );
  const sent = await officer.post(`/alarms/${alarm.id}/dispatch`, { responderId: GUARD.responder });
  expect(sent.status, sent.text).toBe(200);
}

/** The ledger when the task was sent: what the demo's history says does not count. */
let began = 0;
/** What the ledger says since then, of some kinds, oldest first. */
const since = async (seq: number, ...kinds: string[]): Promise<LedgerEntry[]> =>
  (await post.entries()).filter((entry) => entry.seq > seq && kinds.includes(entry.kind));

test('a phone is enrolled with a one-time code and gets its task', async () => {
  const rso = await post.as('rso');
  const { code } = (await rso.post(`/people/${GUARD.id}/enrolment`)).body;
  phone = await openPhone(null, cable.url, {
    profile,
    path: `/guard/#enrol=${String(code)}`,
    expected: NETWORK_GONE,
  });
  await phone.page.getByText(GUARD.name).waitFor();
  await button('Start').click();
  await strip(/^Connected$/).waitFor();
  began = post.running.tail.newest();
  await sendGuardTo('2');
  await phone.page.getByRole('heading', { name: /Consular Window 2/ }).waitFor();
  await phone.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
});

test('an act whose answer was lost on the way is sent again and counts once', async () => {
  cable.loseAnswers();
  await button('Accept').click();
  await button('I am there').waitFor();
  const accepted = async () => (await since(began, 'task.accepted')).length;
  await eventually('the server has it', async () => (await accepted()) === 1);
  expect(await phone.page.getByText('Saved on this phone. Not sent yet.').isVisible()).toBe(true);
  cable.mend();
  await phone.page
    .getByText('Saved on this phone. Not sent yet.')
    .waitFor({ state: 'detached', timeout: 20_000 });
  expect(await accepted()).toBe(1);
});

test('without a network the task is done to its end, and a call for help is held', async () => {
  await loseNetwork();
  await button('I am there').click();
  await button('Done').click();
  await phone.page.getByRole('radio', { name: 'All secure' }).check();
  await button('Done').click();
  await phone.page.getByRole('heading', { name: /^No task/ }).waitFor();
  const help = phone.page.getByRole('button', { name: /^Hold for help/ });
  await help.focus();
  await phone.page.keyboard.down('Enter');
  await phone.page.getByText(/^Help called \d\d:\d\d:\d\d/).waitFor();
  await phone.page.keyboard.up('Enter');
  await strip('No connection. 3 saved on this phone.').waitFor();
  expect(await since(began, 'task.there', 'task.done')).toEqual([]);
});

test('without a receipt the phone says after a few seconds: use the radio', async () => {
  await phone.page.getByText(/^Help called \d\d:\d\d:\d\d\. No receipt: use the radio/).waitFor();
});

test('a reload without a network still shows all of it', async () => {
  await phone.page.reload();
  await strip('No connection. 3 saved on this phone.').waitFor();
  await phone.page.getByText(/^Help called/).waitFor();
  await phone.page.getByRole('heading', { name: /^No task/ }).waitFor();
});

test('so does the phone after it was switched off and on again', async () => {
  const before = phone.faults;
  await phone.close();
  phone = await openPhone(null, cable.url, { profile, expected: NETWORK_GONE });
  await strip('No connection. 3 saved on this phone.').waitFor();
  await phone.page.getByText(/^Help called/).waitFor();
  expect(before).toEqual({ refusedByPolicy: [], consoleErrors: [], otherHosts: [] });
});

test('back on the network everything is sent once, and the call for help reached the server first', async () => {
  const before = post.running.tail.newest();
  cable.mend();
  await strip(/^Connected$/).waitFor({ timeout: 30_000 });
  await phone.page.getByText(/The watch received it/).waitFor();
  await post.running.triage.caughtUp();
  const told = await since(before, 'signal.received', 'task.accepted', 'task.there', 'task.done');
  expect(told.map((entry) => entry.kind)).toEqual(['signal.received', 'task.there', 'task.done']);
  expect(told[0]?.body).toMatchObject({ kind: 'duress' });
  expect(told[2]?.body).toMatchObject({ finding: 'All secure' });
  const raised = await since(before, 'alarm.raised');
  expect(raised).toHaveLength(1);
  expect(JSON.stringify(raised[0]?.body)).toContain('"duress"');
});

test('a second loss and return sends nothing twice', async () => {
  const before = post.running.tail.newest();
  await loseNetwork();
  await phone.page.reload();
  await strip(/No connection/).waitFor();
  await phone.context.setOffline(false);
  cable.mend();
  await strip(/^Connected$/).waitFor({ timeout: 30_000 });
  expect(await since(before, 'signal.received', 'task.accepted', 'task.there', 'task.done')).toEqual([]);
  expectClean(phone);
});
