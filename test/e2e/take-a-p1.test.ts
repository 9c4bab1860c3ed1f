/* The one alarm, as the people at the desk and in the yard see it: from the wire to the closed story. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { demoPanels } from '../../src/demo/devices.ts';
import { demoGuards } from '../../src/demo/people.ts';
import {
  enterDemo,
  eventually,
  expectClean,
  openBrowser,
  openConsole,
  openPhone,
  PHONE,
  picture,
  queueOf,
  showTheme,
  tabTo,
  words,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let browser: Browser;
let desk: Screen;
let phone: Screen;
let callSign = '';
const ko = words('ko');

beforeAll(async () => {
  post = await openTestPost({ demo: true });
  for (const { account, keys } of demoPanels) {
    const key = keys[0] === undefined ? null : Buffer.from(keys[0], 'hex');
    await post.dialler({ account, key }).send({ token: 'NULL', dataBlock: '' });
  }
  browser = await openBrowser();
  desk = await openConsole(browser, post.url);
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

/** Presses one key and counts it. */
let keys = 0;
async function press(key: string): Promise<void> {
  keys += 1;
  await desk.page.keyboard.press(key);
}

const detail = () => desk.page.getByRole('complementary', { name: 'Selected alarm' });
const logStrip = () => desk.page.getByRole('list', { name: 'Watch log' });

test('a newcomer is on the watch board of the demo post after one click', async () => {
  await enterDemo(desk.page);
  await desk.page.getByText(/^DEMO\. Embassy Hanseong.* is invented: nothing here is real\.$/).waitFor();
  await detail().getByText('No alarm selected').waitFor();
});

test('a duress button sends through the real socket and stands on top of the queue within a second', async () => {
  const row = queueOf(desk.page).getByRole('option', {
    name: 'Priority 1, Duress, Consular Window 3, not acknowledged',
  });
  const sent = performance.now();
  const answer = post
    .dialler()
    .send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', '3') });
  expect(await answer).toBe('acknowledged');
  await row.waitFor();
  const tookMs = performance.now() - sent;
  console.log(`from the panel's socket to the row: ${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(5_000);
  expect(await row.getAttribute('aria-posinset')).toBe('1');
});

test('the officer has it after three keys or fewer from the freshly opened board', async () => {
  await press('j');
  await detail().getByRole('heading', { name: 'Duress, Consular Window 3' }).waitFor();
  await press('a');
  await detail().getByText('You have it.').waitFor();
  expect(keys).toBeLessThanOrEqual(3);
  await logStrip()
    .getByRole('listitem')
    .filter({ hasText: /acknowledged/ })
    .first()
    .waitFor();
});

test('D goes to the best responder, whose phone was enrolled with a one-time code, and Enter sends', async () => {
  await press('d');
  const best = detail()
    .getByRole('region', { name: 'Who can go' })
    .getByRole('button', { name: /^Send / })
    .first();
  await eventually('D puts the focus on the first in the list', () =>
    best.evaluate((element) => element === document.activeElement),
  );
  callSign = ((await best.getAttribute('aria-label')) ?? '').replace(/^Send /, '');
  const guard = demoGuards.find((person) => person.callSign === callSign);
  if (guard === undefined) throw new Error(`the first in the list is ${callSign}, who has no phone`);

  const rso = post.anybody();
  await rso.post('/session', { signIn: 'marsh', pin: '135701', seat: 'RSO office' });
  const enrolment = (await rso.post(`/people/${guard.id}/enrolment`)).body;
  phone = await openPhone(browser, post.url, {
    language: 'ko',
    path: `/guard/#enrol=${String(enrolment['code'])}`,
  });
  await phone.page.getByText(guard.name).waitFor();
  await phone.page.getByRole('button', { name: ko('guard.start') }).click();
  await phone.page
    .getByRole('status')
    .filter({ hasText: ko('guard.connected') })
    .waitFor();

  await press('Enter');
  await detail()
    .getByRole('listitem', { name: `${callSign}: Sent, no answer yet` })
    .getByText(`${callSign}, this is Post One. Duress, Consular Window 3. Go now. Answer.`)
    .waitFor();
  await picture(desk.page, 'watch-dark');
  await showTheme(desk.page, 'light');
  await picture(desk.page, 'watch-light');
  await showTheme(desk.page, 'dark');
});

test('the same board on a phone shows the alarm, and opens it as a page of its own', async () => {
  const rounds = await openConsole(browser, post.url, { viewport: PHONE });
  await enterDemo(rounds.page);
  const row = queueOf(rounds.page).getByRole('option', { name: /Duress, Consular Window 3/ });
  await row.waitFor();
  await picture(rounds.page, 'phone-watch');
  await row.click();
  await rounds.page.getByRole('heading', { name: 'Duress, Consular Window 3' }).waitFor();
  await rounds.page.getByRole('button', { name: 'Close alarm' }).first().waitFor();
  await rounds.page.getByRole('button', { name: 'Back to the board' }).click();
  await row.waitFor();
  expectClean(rounds);
  await rounds.close();
});

test('the guard reads the order in Korean, accepts, is there, and is done; the desk sees each step', async () => {
  const { page } = phone;
  await page.getByRole('heading', { name: /영사 창구 3번/ }).waitFor();
  await picture(page, 'guard-task-ko');
  await page.getByRole('button', { name: ko('guard.accept') }).click();
  await detail()
    .getByRole('listitem', { name: `${callSign}: Going` })
    .waitFor();
  await page.getByRole('button', { name: ko('guard.there') }).click();
  await detail()
    .getByRole('listitem', { name: `${callSign}: There` })
    .waitFor();
  await page.getByRole('button', { name: ko('guard.done') }).click();
  await page.getByRole('heading', { name: ko('guard.finishTitle') }).waitFor();
  await page.getByRole('radio', { name: ko('guard.find.nothing') }).check();
  await page.getByRole('button', { name: ko('guard.done') }).click();
  await detail()
    .getByRole('listitem', { name: `${callSign}: Done` })
    .waitFor();
  await page.getByRole('heading', { name: new RegExp(ko('guard.noTask')) }).waitFor();
});

test('the steps of the standing order are ticked by keyboard, each with who and when', async () => {
  const card = detail().getByRole('region', { name: 'Do this' });
  for (const step of ['Answer in 30 s. Do not phone the window.', 'Look at the cameras of the zone']) {
    const box = card.getByRole('checkbox', { name: step });
    await tabTo(desk.page, box);
    await desk.page.keyboard.press('Space');
    await eventually(`"${step}" is ticked`, async () => (await box.getAttribute('aria-checked')) === 'true');
    const line = card.getByRole('listitem').filter({ has: desk.page.getByRole('checkbox', { name: step }) });
    expect(await line.textContent()).toMatch(/\d\d:\d\d:\d\d.*Park Ji-won/);
  }
});

test('the alarm is closed by keyboard, with what it was, the cause and what was found', async () => {
  const { page } = desk;
  await tabTo(page, detail().getByRole('button', { name: 'Close alarm' }).first());
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByRole('heading', { name: /^Close A-/ }).waitFor();
  // A group of choices is one stop for Tab; the arrow keys move in it.
  await tabTo(page, form.getByRole('radio', { name: 'Real' }));
  await page.keyboard.press('ArrowRight');
  expect(await form.getByRole('radio', { name: 'False' }).isChecked()).toBe(true);
  await tabTo(page, form.getByRole('radio', { name: 'User error' }));
  await page.keyboard.press('Space');
  await tabTo(page, form.getByRole('textbox', { name: 'What was found' }));
  await page.keyboard.type('The clerk leaned on the button.');
  await tabTo(page, form.getByRole('button', { name: 'Close alarm' }));
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'detached' });
  await detail().getByText('Closed.').waitFor();
  expect(
    await queueOf(page)
      .getByRole('option', { name: /Consular Window 3/ })
      .count(),
  ).toBe(0);
});

test('the story tells each step with the time between, the log strip says so, and the ledger holds it', async () => {
  const { page } = desk;
  await tabTo(page, detail().getByRole('tab', { name: 'Do this' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const story = detail().getByRole('list', { name: 'History' });
  await story
    .getByRole('listitem')
    .filter({ hasText: /closed/ })
    .waitFor();
  const lines = (await story.getByRole('listitem').allTextContents()).map((line) =>
    line.replaceAll('\n', ' '),
  );
  const order = [
    /Signal 1121/,
    /raised: Duress, Consular Window 3/,
    /acknowledged/,
    new RegExp(`${callSign} sent to A-\\d+`),
    new RegExp(`${callSign} answered, going`),
    new RegExp(`${callSign} is there`),
    new RegExp(`${callSign} is done`),
    /step 1 done/,
    /step 2 done/,
    /closed: False, User error\. The clerk leaned on the button\./,
  ];
  const places = order.map((pattern) => lines.findIndex((line) => pattern.test(line)));
  expect(places, lines.join('\n')).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(
    lines.some((line) => /\+\d+ s/.test(line)),
    'a time between two steps',
  ).toBe(true);
  for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d/);

  const strip = logStrip().getByRole('listitem');
  await strip.filter({ hasText: /closed: False, User error/ }).waitFor();
  const kinds = (await post.entries()).map((entry) => entry.kind).slice(-20);
  for (const kind of ['alarm.raised', 'alarm.acknowledged', 'task.accepted', 'task.done', 'alarm.closed'])
    expect(kinds.filter((each) => each === kind)).toEqual([kind]);
});

test('neither the desk nor the phone broke the policy, asked another host or wrote an error', () => {
  expectClean(desk);
  expectClean(phone);
});
