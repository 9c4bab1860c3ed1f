/* B9: who disarmed, who is trying a door, and what the threat level makes of the next alarm. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
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
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let line: Dialler;
let browser: Browser;
let desk: Screen;
let token = '';
beforeAll(async () => {
  post = await openTestPost();
  await post.as('administrator');
  const rso = await post.as('rso');
  token = (await rso.post('/machine-tokens', { name: 'Badge system' })).body['token'] as string;
  expect((await rso.post('/panels', { account: '1001', name: 'Chancery panel' })).status).toBe(201);
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  desk = await openConsole(browser, post.url);
  await signOn(desk.page, { name: 'The rso', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

async function machine(signal: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${post.url}/api/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(signal),
  });
  expect(answer.status).toBe(202);
}
const disarm = (user: string) =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '401', '1', user) });
const rows = (page: Page) => page.getByRole('table', { name: 'Doors' }).getByRole('row');
async function looksWell(page: Page, name: string): Promise<void> {
  await showTheme(page, 'light');
  expect(await checkAxe(page, `${name}, light`)).toEqual([]);
  await showTheme(page, 'dark');
  expect(await checkAxe(page, `${name}, dark`)).toEqual([]);
}

test('B9: the RSO names user 3 of the panel, and reads who disarmed as it happens', async () => {
  const { page } = desk;
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByRole('heading', { name: 'Doors', level: 1 }).waitFor();
  await page.getByText('Nothing at a door yet').waitFor();
  await page.getByRole('button', { name: 'Names of numbers and cards' }).click();
  const sheet = page.getByRole('dialog', { name: 'Names of numbers and cards' });
  await sheet.getByRole('textbox', { name: 'Number or card' }).fill('#3');
  await sheet.getByRole('textbox', { name: 'Only at this source' }).fill('dc09:1001');
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Min-seo');
  await sheet.getByRole('button', { name: 'Add the name' }).click();
  await sheet.getByRole('listitem').filter({ hasText: 'Kim Min-seo' }).waitFor();
  await looksWell(page, 'names');
  await sheet.getByRole('button', { name: 'Close' }).click();
  expect(await disarm('003')).toBe('acknowledged');
  // Nobody reloads: the live stream tells, the list looks again.
  await rows(page)
    .filter({ hasText: /Disarmed.*Chancery panel.*Kim Min-seo \(#3\)/ })
    .waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page
    .getByRole('region', { name: 'Watch log' })
    .getByText('Disarmed: Chancery panel. Kim Min-seo (#3)')
    .waitFor();
});

test('three denials at one door are one alarm, shown beside the doors that made it', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Show doors' }).click();
  const panel = page.getByRole('region', { name: 'Doors' });
  for (const credential of ['8841', '8841'])
    await machine({ kind: 'access-denied', point: 'Gate 2', credential });
  await expect.poll(() => panel.getByRole('listitem').filter({ hasText: 'Denied' }).count()).toBe(2);
  expect(await queueOf(page).getByRole('option').count()).toBe(0);
  await machine({ kind: 'access-denied', point: 'Gate 2', credential: '8842' });
  const row = queueOf(page).getByRole('option', { name: /^Priority 3, .*Access denied 3 times, .*Gate 2/ });
  await row.waitFor();
  await panel.getByRole('button', { name: 'Alarm' }).click();
  await page.getByRole('tab', { name: 'Facts' }).click();
  await page
    .getByRole('complementary', { name: 'Selected alarm' })
    .getByText('Three denials at one door in a short time')
    .first()
    .waitFor();
  await looksWell(page, 'watch with doors');
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/watch.png` });
  await panel.getByRole('button', { name: 'All doors' }).click();
  await page.getByRole('heading', { name: 'Doors', level: 1 }).waitFor();
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/doors.png` });
  await page.getByRole('checkbox', { name: 'Denied only' }).click();
  await expect.poll(() => rows(page).count()).toBe(4);
  await page.getByRole('textbox', { name: 'Person or number' }).fill('8842');
  await page.keyboard.press('Enter');
  await expect.poll(() => rows(page).count()).toBe(2);
  await looksWell(page, 'doors');
});

test('the threat level is a word in the bar, and makes the next tamper a priority higher', async () => {
  const { page } = desk;
  await page.goto(post.url);
  await queueOf(page).waitFor();
  await machine({ kind: 'tamper', point: 'Camera 1' });
  await queueOf(page)
    .getByRole('option', { name: /^Priority 3, .*Tamper, .*Camera 1/ })
    .waitFor();
  await page.getByRole('button', { name: 'Threat: not set' }).click();
  const sheet = page.getByRole('dialog', { name: 'Threat level' });
  await sheet.getByRole('combobox', { name: 'New level' }).click();
  await page.getByRole('option', { name: 'High' }).click();
  expect(await sheet.getByRole('button', { name: 'Set the level' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'Why' }).fill('March announced for noon');
  await looksWell(page, 'threat level');
  await sheet.getByRole('button', { name: 'Set the level' }).click();
  await page.getByRole('button', { name: 'Threat: high' }).waitFor();
  await machine({ kind: 'tamper', point: 'Camera 2' });
  await queueOf(page)
    .getByRole('option', { name: /^Priority 2, .*Tamper, .*Camera 2/ })
    .click();
  await page.getByRole('tab', { name: 'Facts' }).click();
  await page
    .getByRole('complementary', { name: 'Selected alarm' })
    .getByText('Raised one step by the threat level')
    .first()
    .waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'Begin the handover' }).click();
  await page.getByRole('region', { name: 'Threat level' }).getByText('March announced for noon').waitFor();
});

test('a watch officer on a phone reads the list and the level, and is not offered to set it', async () => {
  await post.as('watch-officer');
  const phone = await openConsole(browser, post.url, { viewport: PHONE });
  const { page } = phone;
  await signOn(page, { name: 'The watch-officer', pin: '246810' });
  await page.getByRole('link', { name: 'Doors' }).click();
  await page.getByRole('list', { name: 'Doors' }).getByText('Kim Min-seo (#3)').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await looksWell(page, 'doors on a phone');
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/doors-phone.png` });
  await page.getByRole('button', { name: 'Threat: high' }).click();
  const sheet = page.getByRole('dialog', { name: 'Threat level' });
  await sheet.getByText('RSO and deputy set the level.').waitFor();
  expect(await sheet.getByRole('button', { name: 'Set the level' }).count()).toBe(0);
  expectClean(phone);
  await phone.close();
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
});
