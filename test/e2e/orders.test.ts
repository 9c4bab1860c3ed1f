/* A9 and A10: standing orders, from the editor to the alarm, and back to who has read them. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  checkAxe,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  picture,
  queueOf,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { tinyPdf, tinyPng } from '../support/pictures.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let line: Dialler;
let browser: Browser;
let rso: Person;
let boss: Screen;
let desk: Screen;
const file = (name: string, bytes: Buffer): string => {
  const path = join(tmpdir(), name);
  writeFileSync(path, bytes);
  return path;
};
beforeAll(async () => {
  post = await openTestPost({ clock });
  await post.as('administrator');
  rso = await post.as('rso');
  await post.as('watch-officer');
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  for (const [name, point] of [
    ['Consular', '3'],
    ['Chancery', '4'],
  ]) {
    const zoneId = ((await rso.post('/zones', { name: { en: name } })).body['zone'] as { id: string }).id;
    const device = { name: { en: `${name} door` }, kind: 'contact', source: 'dc09:1001', point, zoneId };
    expect((await rso.post('/devices', device)).status).toBe(201);
  }
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  boss = await openConsole(browser, post.url);
  await signOn(boss.page, { name: 'The rso', pin: '246810', seat: 'RSO office' });
  // A wrong PIN is refused, which the browser writes down.
  desk = await openConsole(browser, post.url, { expected: /403 .*steps\/\d+$/ });
  await signOn(desk.page, { name: 'The watch-officer', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

async function looksWell(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS'];
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `${name}, ${theme}`)).toEqual([]);
    if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}-${theme}.png` });
  }
}
const stepOf = (page: Page, n: number) => page.getByRole('group', { name: `Step ${n}`, exact: true });
const saidIn = (page: Page, words: RegExp) => page.getByRole('status').filter({ hasText: words });

/** Writes a step as the last one before the outcome. */
async function addStep(page: Page, n: number, kind: string, en: string, ko?: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a step' }).click();
  await stepOf(page, n).getByRole('combobox', { name: 'Kind of step' }).click();
  await page.getByRole('option', { name: kind }).click();
  await stepOf(page, n).getByRole('textbox', { name: 'Text, English' }).fill(en);
  if (ko !== undefined) await stepOf(page, n).getByRole('textbox', { name: 'Text, 한국어' }).fill(ko);
}

/** A burglary at this point; opens the alarm at the desk. */
async function openAlarm(page: Page, point: string, name: RegExp): Promise<void> {
  // The cards in force, and what a panel may repeat, are of another minute.
  aheadMs += 60_000;
  expect(
    await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', point) }),
  ).toBe('acknowledged');
  await page.goto(post.url);
  await queueOf(page).getByRole('option', { name }).first().click();
}

test('the RSO writes an order for a kind and a zone, in two languages, with a document', async () => {
  const { page } = boss;
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByText('There is no order yet').waitFor();
  await looksWell(page, 'no orders yet');
  await page.getByRole('button', { name: 'New order' }).click();
  await page.getByRole('textbox', { name: 'Title, English' }).fill('Somebody in Consular');
  await page.getByText('Choose at least one kind of alarm.').waitFor();
  expect(await page.getByRole('button', { name: 'Issue', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('checkbox', { name: '한국어', checked: true }).waitFor();
  await page.getByRole('textbox', { name: 'Title, 한국어' }).fill('영사과 침입');
  await page.getByRole('group', { name: 'Kinds of alarms' }).getByText('Intrusion', { exact: true }).click();
  await page.getByRole('group', { name: 'Zones' }).getByText('Consular').click();
  await stepOf(page, 1).getByRole('textbox', { name: 'Text, English' }).fill('Look at the camera');
  await stepOf(page, 1).getByRole('textbox', { name: 'Text, 한국어' }).fill('카메라 확인');
  await addStep(page, 2, 'Choose', 'What is there?', '무엇이 보입니까?');
  await stepOf(page, 2).getByRole('textbox', { name: 'Answer 1, English' }).fill('Person');
  await stepOf(page, 2).getByRole('textbox', { name: 'Answer 1, 한국어' }).fill('사람');
  await stepOf(page, 2).getByRole('textbox', { name: 'Answer 2, English' }).fill('Nothing');
  await stepOf(page, 2).getByRole('textbox', { name: 'Answer 2, 한국어' }).fill('없음');
  await addStep(page, 3, 'Two people', 'Lock the vestibule doors', '전실 문 잠금');
  await addStep(page, 4, 'Wait', 'Wait for the rover to answer', '순찰 응답 대기');
  await addStep(page, 5, 'Picture', 'Picture of the lock', '자물쇠 사진');
  await addStep(page, 6, 'Call', 'Tell the RSO', 'RSO에게 알림');
  const chooser = page.waitForEvent('filechooser');
  await stepOf(page, 1).getByRole('button', { name: 'Add a document' }).click();
  await (
    await chooser
  ).setFiles(file('Consular doors.pdf', tinyPdf(['Doors of Consular', 'Keys are with Post One'])));
  await page
    .getByRole('complementary', { name: 'As the officer sees it' })
    .getByRole('button', { name: 'Consular doors.pdf' })
    .waitFor();
  await page.getByText('Nothing is missing.').waitFor();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await saidIn(page, /Everything is saved/).waitFor();
  await looksWell(page, 'order editor');
  await picture(page, 'order-editor');
});

test('it is put in force with a note, and the officer is asked to read and sign it', async () => {
  const { page } = boss;
  await page.getByRole('button', { name: 'Issue', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Issue version 1' });
  expect(await sheet.getByRole('button', { name: 'Put it in force' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'What changed, and why?' }).fill('First order for Consular');
  await looksWell(page, 'issue sheet');
  await sheet.getByRole('button', { name: 'Put it in force' }).click();
  await page.getByText('Not signed yet: The watch-officer').waitFor();
  await looksWell(page, 'order in force');
  const officer = desk.page;
  await officer
    .getByRole('status')
    .filter({ hasText: '1 order to read and sign: Somebody in Consular' })
    .waitFor();
  await officer.getByRole('button', { name: 'Read', exact: true }).click();
  await officer.getByText('What changed: First order for Consular').waitFor();
  await looksWell(officer, 'order to sign');
  await officer.getByRole('button', { name: 'I have read it. Sign' }).click();
  await officer.getByRole('button', { name: 'I have read it. Sign' }).waitFor({ state: 'hidden' });
  await page.getByText('Not signed yet').waitFor({ state: 'hidden' });
});

test('A9: in the zone the order of the zone stands beside the alarm; elsewhere the general one does', async () => {
  const general = {
    title: { en: 'Somebody inside' },
    kinds: ['intrusion'],
    steps: [
      { kind: 'check', text: { en: 'Ask who works late' } },
      { kind: 'outcome', text: { en: 'Log it' } },
    ],
  };
  const id = (await rso.post('/orders', { text: general })).body['id'] as string;
  expect((await rso.post(`/orders/${id}/issue`, { revision: 1, note: 'General card' })).status).toBe(200);
  const { page } = desk;
  await openAlarm(page, '4', /Intrusion, Chancery door/);
  await page.getByRole('heading', { name: /^Somebody inside, version 1/ }).waitFor();
  await openAlarm(page, '3', /Intrusion, Consular door/);
  await page.getByRole('heading', { name: /^Somebody in Consular, version 1/ }).waitFor();
  await page.getByText('카메라 확인').waitFor();
  await looksWell(page, 'card of the zone');
});

test('A10: a document opens from a step, beside the card', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Consular doors.pdf' }).click();
  const panel = page.getByRole('dialog', { name: 'Consular doors.pdf' });
  await panel.getByText('Doors of Consular').waitFor({ state: 'attached' });
  await panel.locator('canvas').first().waitFor();
  // The card and the queue stay in reach.
  const box = await panel.boundingBox();
  const queue = await queueOf(page).boundingBox();
  expect(box?.x ?? 0).toBeGreaterThanOrEqual((queue?.x ?? 0) + (queue?.width ?? 0));
  await page.getByRole('checkbox', { name: 'Look at the camera' }).click();
  await page.getByRole('checkbox', { name: 'Look at the camera', checked: true }).waitFor();
  await page.waitForTimeout(300);
  await looksWell(page, 'document beside the card');
  await picture(page, 'document-beside-the-card');
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'hidden' });
});

test('a choice is one press, two people are two by PIN, a wait counts down, and a picture is kept', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Nothing', exact: true }).click();
  await page.getByRole('checkbox', { name: 'What is there?', checked: true }).waitFor();
  await page.getByRole('button', { name: 'Confirm with PIN' }).click();
  const sheet = page.getByRole('dialog', { name: 'Two people' });
  await sheet.getByRole('combobox', { name: 'Second person' }).click();
  await page.getByRole('option', { name: 'The rso' }).click();
  await sheet.getByLabel('PIN of the second person').fill('111111');
  await sheet.getByRole('button', { name: 'Confirm' }).click();
  await sheet.getByText('The PIN of the second person does not match.').waitFor();
  await looksWell(page, 'second person');
  await sheet.getByLabel('PIN of the second person').fill('246810');
  await sheet.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The watch-officer, The rso').waitFor();
  await page.getByRole('button', { name: 'Start the clock' }).click();
  await page
    .getByRole('timer', { name: 'Time left' })
    .filter({ hasText: /^[45]:\d\d$/ })
    .waitFor();
  await looksWell(page, 'card half done');
  aheadMs += 300_000;
  await page.getByText('Time is up').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Add a picture' }).click();
  const photo = page.getByRole('dialog', { name: 'Add a picture' });
  const chooser = page.waitForEvent('filechooser');
  await photo.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file('lock.png', tinyPng(400, 300)));
  await page.getByRole('button', { name: 'lock.png' }).click();
  await page.getByRole('dialog', { name: 'lock.png' }).getByRole('img', { name: 'lock.png' }).waitFor();
  await page.keyboard.press('Escape');
});

test('a step is skipped with a reason: it stands in the story, and the RSO is told until it is seen', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Skip: Tell the RSO' }).click();
  const sheet = page.getByRole('dialog', { name: 'Skip this step' });
  expect(await sheet.getByRole('button', { name: 'Skip the step' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'Why is it skipped?' }).fill('Stands beside me');
  await looksWell(page, 'skip sheet');
  await sheet.getByRole('button', { name: 'Skip the step' }).click();
  await page.getByText('Skipped: Stands beside me').waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByRole('tabpanel', { name: 'History' })
    .getByText(/step 6 skipped: Tell the RSO \(Stands beside me\)/)
    .waitFor();
  const band = boss.page.getByRole('status').filter({ hasText: /The watch-officer skipped a step of A-\d+/ });
  await band.waitFor();
  await looksWell(boss.page, 'skipped step told');
  await band.getByRole('button', { name: 'Seen' }).click();
  await band.waitFor({ state: 'hidden' });
});

test('a new version shows what differs, leaves the open alarm its card, and is to be signed again', async () => {
  const { page } = boss;
  await page.goto(`${post.url}/orders`);
  await page.getByRole('button', { name: /^Somebody in Consular/ }).click();
  await page.getByRole('button', { name: 'Write a new version' }).click();
  await stepOf(page, 6).getByRole('textbox', { name: 'Text, English' }).fill('Call the RSO, then the deputy');
  const changes = page.getByRole('region', { name: 'Changes from version 1' });
  await changes.getByText('Step 6 changed').waitFor();
  await changes.getByText('English: Tell the RSO').waitFor();
  await looksWell(page, 'what differs');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await saidIn(page, /Everything is saved/).waitFor();
  await page.getByRole('button', { name: 'Issue', exact: true }).click();
  await page.getByRole('textbox', { name: 'What changed, and why?' }).fill('The deputy is called too');
  await page.getByRole('button', { name: 'Put it in force' }).click();
  await page.getByText('Not signed yet: The watch-officer').waitFor();
  await page.getByRole('button', { name: 'Compare with version 1' }).click();
  await page.getByText('English: Call the RSO, then the deputy').waitFor();
  const officer = desk.page;
  await officer.getByRole('tab', { name: 'Do this' }).click();
  await officer.getByRole('heading', { name: /^Somebody in Consular, version 1/ }).waitFor();
  await officer.getByRole('status').filter({ hasText: '2 orders to read and sign' }).waitFor();
});

test('on a phone the order is read and signed, and its document opens', async () => {
  const phone = await openConsole(browser, post.url, { viewport: PHONE });
  const { page } = phone;
  await signOn(page, { name: 'The watch-officer', pin: '246810' });
  await page.goto(`${post.url}/orders`);
  await page.getByRole('button', { name: /^Somebody in Consular/ }).waitFor();
  await looksWell(page, 'orders on a phone');
  await page.getByRole('button', { name: /^Somebody in Consular/ }).click();
  await page.getByRole('button', { name: 'Consular doors.pdf' }).click();
  const panel = page.getByRole('dialog', { name: 'Consular doors.pdf' });
  await panel.locator('canvas').first().waitFor();
  await looksWell(page, 'document on a phone');
  await panel.getByRole('button', { name: 'Close' }).click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await looksWell(page, 'order on a phone');
  await page.getByRole('button', { name: 'I have read it. Sign' }).click();
  await page.getByRole('button', { name: 'I have read it. Sign' }).waitFor({ state: 'hidden' });
  expectClean(phone);
  await phone.close();
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
  expectClean(boss);
});
