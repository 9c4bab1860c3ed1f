/* A1, A2, A3, A12, A15: the queue's order, its filters, the end of an alarm, what it belongs with, and the log. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import {
  checkAxe,
  expectClean,
  openBrowser,
  openConsole,
  queueOf,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let line: Dialler;
let browser: Browser;
let desk: Screen;
beforeAll(async () => {
  post = await openTestPost();
  await post.as('administrator');
  const rso = await post.as('rso');
  await post.as('watch-officer');
  await rso.post('/panels', { account: '1001', name: 'Chancery' });
  for (const [name, point] of [
    ['Lobby', '1'],
    ['Cellar', '2'],
    ['Gate', '3'],
    ['Vault', '4'],
  ]) {
    const zone = (await rso.post('/zones', { name: { en: name } })).body['zone'] as { id: string };
    const device = {
      name: { en: `${name} sensor` },
      kind: 'motion',
      source: 'dc09:1001',
      point,
      zoneId: zone.id,
    };
    expect((await rso.post('/devices', device)).status).toBe(201);
  }
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  desk = await openConsole(browser, post.url);
  await signOn(desk.page, { name: 'The watch-officer', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

const raise = async (code: string, point: string): Promise<void> =>
  expect(await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', code, '1', point) })).toBe(
    'acknowledged',
  );
const rows = () => queueOf(desk.page).getByRole('option');
const detail = () => desk.page.getByRole('complementary', { name: 'Selected alarm' });
/** Priority and place of each row, from the top. */
const order = async (): Promise<string[]> => {
  const names = await rows().evaluateAll((all) =>
    all.map((row) => row.getAttribute('aria-label') ?? row.textContent ?? ''),
  );
  return names.map(
    (name) =>
      `${/Priority (\d)/.exec(name)?.[1] ?? '?'} ${/(Lobby|Cellar|Gate|Vault)/.exec(name)?.[1] ?? '?'}`,
  );
};

test('A1: the queue stands by priority, and among equals the newest is on top', async () => {
  await raise('302', '1'); // battery low, P4
  await raise('130', '2'); // burglary, P2
  await raise('154', '3'); // water, P3
  await raise('130', '4'); // a second burglary, newer
  await raise('120', '1'); // panic, P1
  await expect.poll(order).toEqual(['1 Lobby', '2 Vault', '2 Cellar', '3 Gate', '4 Lobby']);
});

test('A2: the list of all is narrowed by priority, by zone and by state', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'All', exact: true }).click();
  const list = page.getByRole('listbox', { name: 'Alarms' });
  await expect.poll(() => list.getByRole('option').count()).toBe(5);
  const choose = async (filter: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: filter }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await choose('Priority', 'Priority 2');
  await expect.poll(() => list.getByRole('option').count()).toBe(2);
  await choose('Zone', 'Cellar');
  await expect.poll(() => list.getByRole('option').count()).toBe(1);
  await choose('State', 'Closed');
  await expect.poll(() => list.getByRole('option').count()).toBe(0);
  expect(await checkAxe(page, 'filtered list')).toEqual([]);
  await page.getByRole('button', { name: /^Open/ }).first().click();
});

test('A12: the alarm names others of its zone, source or kind, and one press goes there', async () => {
  const { page } = desk;
  await rows().filter({ hasText: 'Cellar' }).click();
  await detail().getByRole('tab', { name: 'Facts' }).click();
  const related = detail().getByRole('region', { name: 'Related alarms' });
  const burglary = related.getByRole('button', { name: /Intrusion, Vault sensor/ });
  await burglary.getByText(/same source, same kind/).waitFor();
  await related
    .getByRole('button', { name: /Panic alarm, Lobby sensor/ })
    .getByText(/same source/)
    .waitFor();
  expect(await checkAxe(page, 'related alarms')).toEqual([]);
  await burglary.click();
  await page.getByRole('heading', { name: 'Intrusion, Vault sensor' }).waitFor();
  await page.goto(post.url);
});

test('A3: an alarm is closed only with what it was, its cause and what was found', async () => {
  const { page } = desk;
  await rows().filter({ hasText: 'Cellar' }).click();
  await detail().getByRole('button', { name: 'Acknowledge' }).click();
  await detail().getByRole('button', { name: 'Close alarm' }).first().click();
  const form = page.getByRole('dialog');
  const close = form.getByRole('button', { name: 'Close alarm' });
  expect(await close.isDisabled()).toBe(true);
  await form.getByText('False', { exact: true }).click();
  await form.getByText('User error', { exact: true }).click();
  expect(await close.isDisabled()).toBe(true);
  await form.getByRole('textbox', { name: 'What was found' }).fill('Cleaner in the cellar');
  await close.click();
  await form.waitFor({ state: 'detached' });
  await expect.poll(order).toEqual(['1 Lobby', '2 Vault', '3 Gate', '4 Lobby']);
});

test('A15: everything that the officer did stands in the log, under his name', async () => {
  const { page } = desk;
  await rows().filter({ hasText: 'Vault' }).click();
  await detail().getByRole('button', { name: 'Acknowledge' }).click();
  await detail()
    .getByRole('textbox', { name: /Add to log for this alarm/ })
    .fill('Vault door looks shut');
  await page.keyboard.press('Enter');
  await detail().getByRole('tab', { name: 'Facts' }).click();
  await detail().getByRole('group', { name: 'What we know' }).getByRole('button').nth(2).click();
  await page.goto(`${post.url}/log`);
  const log = page.getByRole('list', { name: 'Watch log' });
  const mine = log.getByRole('listitem').filter({ hasText: 'The watch-officer' });
  for (const words of [
    /acknowledged/i,
    /Vault door looks shut/,
    /A-\d+.*(judged|level|somebody is probably there)/i,
    /closed.*Cleaner in the cellar/i,
  ])
    await mine.filter({ hasText: words }).first().waitFor();
  const kinds = (await post.entries())
    .filter((entry) => entry.body?.['byName'] === 'The watch-officer' || entry.actor.startsWith('usr_'))
    .map((entry) => entry.kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['alarm.acknowledged', 'alarm.noted', 'alarm.judged', 'alarm.closed']),
  );
  expectClean(desk);
});
