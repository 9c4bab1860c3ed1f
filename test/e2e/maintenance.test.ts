/* A16 and A17: devices that fall silent, and devices that people work on. */
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
  queueOf,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let line: Dialler;
let browser: Browser;
let desk: Screen;
let rso: Person;
let token = '';
beforeAll(async () => {
  post = await openTestPost({ clock });
  await post.as('administrator');
  rso = await post.as('rso');
  await post.as('watch-officer');
  await post.as('technician');
  token = (await rso.post('/machine-tokens', { name: 'Sensor server' })).body['token'] as string;
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  const zone = await rso.post('/zones', { name: { en: 'Consular' } });
  const zoneId = (zone.body['zone'] as { id: string }).id;
  await beat();
  const source = (await post.entries()).findLast((each) => each.actor.startsWith('machine:'))?.actor;
  for (const device of [
    { name: { en: 'Hall motion' }, kind: 'motion', source, point: 'Hall', heartbeatS: 60 },
    { name: { en: 'Back door' }, kind: 'contact', source: 'dc09:1001', point: '5' },
    { name: { en: 'Wall beam' }, kind: 'beam', source: 'dc09:1001', point: '8' },
  ])
    expect((await rso.post('/devices', { ...device, zoneId })).status).toBe(201);
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  // A wrong PIN is refused, which the browser writes down.
  desk = await openConsole(browser, post.url, { expected: /403 .*out-of-service$/ });
  await signOn(desk.page, { name: 'The technician', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

let beats = 0;
async function beat(): Promise<void> {
  beats += 1;
  const answer = await fetch(`${post.url}/api/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'test', change: 'note', point: 'Hall', text: `beat ${beats}` }),
  });
  expect(answer.status).toBe(202);
}
const sent = (code: string, point: string, change: '1' | '3' = '1') =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', change, code, '1', point) });
const devices = (page: Page) => page.getByRole('table', { name: 'Devices' }).getByRole('row');
const rowOf = (page: Page, name: string) => devices(page).filter({ hasText: name });
const upkeep = (page: Page) =>
  page.getByRole('table', { name: 'Maintenance, out of service, bypass' }).getByRole('row');
async function looksWell(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS'];
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `${name}, ${theme}`)).toEqual([]);
    if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}-${theme}.png` });
  }
}
async function choose(page: Page, list: string, option: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: list }).click();
  await page.getByRole('option', { name: option }).click();
}
async function openDevices(page: Page): Promise<void> {
  await page.goto(`${post.url}/set-up`);
  await rowOf(page, 'Back door').waitFor();
}

test('A16: a sensor that is no longer heard is an alarm on the board, and is restored when it is heard', async () => {
  const { page } = desk;
  await openDevices(page);
  await beat();
  await rowOf(page, 'Hall motion').filter({ hasText: 'every 60 s' }).filter({ hasText: 'OK' }).waitFor();
  aheadMs += 61_000;
  await rowOf(page, 'Hall motion').filter({ hasText: 'Silent' }).waitFor();
  await page.goto(post.url);
  const alarm = queueOf(page).getByRole('option', { name: /Priority 3, .*Device silent, Hall motion/ });
  await alarm.waitFor();
  await beat();
  await page
    .getByRole('region', { name: 'Watch log' })
    .getByText(/cleared: Device silent, Hall motion/)
    .first()
    .waitFor();
  await openDevices(page);
  await rowOf(page, 'Hall motion').filter({ hasText: 'OK' }).waitFor();
});

test('A17: the technician begins maintenance with a reason and an end; signals are kept and raise no alarm', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'No alarms: Back door' }).click();
  const sheet = page.getByRole('dialog', { name: 'No alarms from Back door' });
  expect(await sheet.getByRole('button', { name: 'Begin' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'Why' }).fill('New magnet');
  await choose(page, 'For how long', '4 hours');
  await looksWell(page, 'maintenance sheet');
  await sheet.getByRole('button', { name: 'Begin' }).click();
  await rowOf(page, 'Back door')
    .filter({ hasText: 'In maintenance' })
    .filter({ hasText: 'New magnet' })
    .waitFor();
  expect(await sent('130', '5')).toBe('acknowledged');
  await page.getByRole('button', { name: 'Show 1 signal kept back: Back door' }).click();
  await page.getByRole('dialog').getByText('Intrusion, Back door, once').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  expect(await sent('120', '5')).toBe('acknowledged');
  await page.goto(post.url);
  await queueOf(page)
    .getByRole('option', { name: /Priority 1, .*Panic alarm, Back door/ })
    .waitFor();
  expect(
    await queueOf(page)
      .getByRole('option', { name: /Intrusion, Back door/ })
      .count(),
  ).toBe(0);
  await page
    .getByRole('region', { name: 'Watch log' })
    .getByText('In maintenance, no alarm: Intrusion, Back door')
    .waitFor();
});

test('A17: the next shift reads it in the handover', async () => {
  const officer = await openConsole(browser, post.url);
  await signOn(officer.page, { name: 'The watch-officer', pin: '246810' });
  await officer.page.keyboard.press('g');
  await officer.page.keyboard.press('h');
  await officer.page.getByRole('button', { name: 'Begin the handover' }).click();
  await officer.page
    .getByRole('region', { name: 'In maintenance, out of service, bypassed' })
    .getByText('Back door: New magnet (The technician)')
    .waitFor();
  expectClean(officer);
  await officer.close();
});

test('A17: at its end the maintenance is over by itself, and what still stands is an alarm', async () => {
  const { page } = desk;
  aheadMs += 4 * 3_600_000 + 1_000;
  await queueOf(page)
    .getByRole('option', { name: /Priority 2, .*Intrusion, Back door/ })
    .waitFor();
  await page
    .getByRole('region', { name: 'Watch log' })
    .getByText('Maintenance over: Back door. 1 signal kept back')
    .waitFor();
});

test('out of service takes a second person by PIN, stands on the list, and may end early', async () => {
  const { page } = desk;
  await openDevices(page);
  await page.getByRole('button', { name: 'No alarms: Wall beam' }).click();
  const sheet = page.getByRole('dialog', { name: 'No alarms from Wall beam' });
  await choose(page, 'What', 'Out of service');
  await sheet.getByRole('textbox', { name: 'Why' }).fill('Waits for a lens');
  await choose(page, 'For how long', '3 days');
  await choose(page, 'Second person', 'The watch-officer');
  await sheet.getByLabel('PIN of the second person').fill('111111');
  await sheet.getByRole('button', { name: 'Begin' }).click();
  await sheet.getByText('The PIN of the second person does not match.').waitFor();
  await sheet.getByLabel('PIN of the second person').fill('246810');
  await looksWell(page, 'out of service sheet');
  await sheet.getByRole('button', { name: 'Begin' }).click();
  await upkeep(page).filter({ hasText: 'The technician, The watch-officer' }).waitFor();
  await rowOf(page, 'Wall beam').filter({ hasText: 'Out of service' }).waitFor();
  await looksWell(page, 'devices and links');
  await page.getByRole('button', { name: 'End now: Wall beam' }).click();
  await page.getByText('Everything raises its alarms').waitFor();
});

test('a device is pressed on purpose: what it sends is confirmed as a test and is no alarm', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Test: Wall beam' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Begin the test' }).click();
  await sheet.getByRole('status').waitFor();
  expect(await sent('130', '8')).toBe('acknowledged');
  await sheet.getByText(/Heard/).first().waitFor();
  await sheet.getByRole('button', { name: 'End the test' }).click();
  await sheet.waitFor({ state: 'hidden' });
});

test('alarm health counts what raises no alarms, and a repair of the worst is asked for in one press', async () => {
  const { page } = desk;
  await page.goto(`${post.url}/health`);
  await page.getByText('Raising no alarms now').waitFor();
  await page
    .getByRole('button', { name: /^Ask for repair: .*Back door/ })
    .first()
    .click();
  await page.getByText('Repair asked for').first().waitFor();
  await openDevices(page);
  await page.getByRole('button', { name: /^Done: .*Back door/ }).click();
  await page.getByText('No repair is open').waitFor();
});

test('on a phone the officer reads how the devices stand', async () => {
  const phone = await openConsole(browser, post.url, { viewport: PHONE });
  await signOn(phone.page, { name: 'The watch-officer', pin: '246810' });
  await openDevices(phone.page);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    PHONE.width,
  );
  await looksWell(phone.page, 'devices on a phone');
  expectClean(phone);
  await phone.close();
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
});
