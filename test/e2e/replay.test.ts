/* A18, the replay: what was seen and is gone, looked at again; and a real P1 that does not wait for it. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { BEAT_MS } from '../../src/platform/http/live.ts';
import {
  checkAxe,
  enterDemo,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  queueOf,
  showTheme,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

const MINUTE = 60_000;
let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};

let post: TestPost;
let line: Dialler;
let browser: Browser;
let desk: Screen;
beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  desk = await openConsole(browser, post.url);
  await enterDemo(desk.page);
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

const signal = (code: string, point: string) =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', code, '1', point) });
/** The burglary in the consular back office. */
const burglary = (page: Page = desk.page) =>
  queueOf(page).getByRole('option', { name: /^Priority 2, .*Consular back office, / });
const bar = (page: Page = desk.page) => page.getByRole('region', { name: 'Replay' });
const detail = () => desk.page.getByRole('complementary', { name: 'Selected alarm' });
/** Where the replay stands, ms. */
const moment = async (): Promise<number> =>
  Date.parse((await bar().locator('time').first().getAttribute('datetime')) ?? '');

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await post.running.due.settle();
}
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

test('A18: from the story of an alarm the officer jumps to the moment at which it was raised', async () => {
  const { page } = desk;
  await signal('130', '5');
  await burglary().click();
  await page.keyboard.press('a');
  await queueOf(page)
    .getByRole('option', { name: /Consular back office, .* has it$/ })
    .waitFor();
  await pass(20 * MINUTE);
  // The desk knows the time by the next heartbeat.
  await burglary()
    .getByText(/^2\d min$/)
    .waitFor();
  const { alarms } = await post.running.watch.board();
  const alarm = alarms.find((each) => each.kind === 'intrusion' && each.acknowledged);
  await post.running.watch.closeAlarm({ actor: 'system', name: 'Test', key: null }, alarm?.id ?? '', {
    outcome: 'test',
    cause: 'drill',
    finding: 'A drill',
  });
  await burglary().waitFor({ state: 'detached' });
  // The page learns the new time with the next beat; until then the last twenty minutes lie ahead of it.
  await page.waitForTimeout(BEAT_MS + 1_000);
  await detail().getByRole('tab', { name: 'History' }).click();
  await detail()
    .getByRole('button', { name: /^Jump to the moment, / })
    .first()
    .click();
  await bar()
    .getByText(/^Replay, \d+ \w+ \d\d:\d\d:\d\d - not live$/)
    .waitFor();
  // As it stood then: not yet raised, since the signal came before the alarm; or just raised, and taken by nobody.
  await queueOf(page).getByRole('option').first().waitFor();
  const raised = await moment();
  await page.keyboard.press('ArrowRight');
  await expect.poll(moment).toBe(raised + 10_000);
  await burglary().waitFor();
});

test('nothing can be done in the past, and it says why', async () => {
  const { page } = desk;
  await burglary().click();
  await detail().getByText('Replay: nothing can be done here. Go back to live to act.').waitFor();
  for (const name of [/^Acknowledge/, /^Dispatch/, /^Close alarm/, 'More actions'])
    expect(await detail().getByRole('button', { name, disabled: false }).count()).toBe(0);
  const before = (await post.entries()).length;
  for (const key of ['a', 'd', 'm', 'n']) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  expect((await post.entries()).filter((entry) => entry.kind.startsWith('alarm.')).length).toBe(
    (await post.entries()).slice(0, before).filter((entry) => entry.kind.startsWith('alarm.')).length,
  );
  await picture(page, 'replay-desk-dark');
  await showTheme(page, 'light');
  expect(await checkAxe(page, 'replay, light', true)).toEqual([]);
  await picture(page, 'replay-desk-light');
  await showTheme(page, 'dark');
  expect(await checkAxe(page, 'replay, dark')).toEqual([]);
});

test('the hour is scrubbed by keys, and played at up to sixty times', async () => {
  const { page } = desk;
  const start = await moment();
  await page.keyboard.press('ArrowRight');
  await expect.poll(moment).toBe(start + 10_000);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(moment).toBe(start + 70_000);
  const scrubber = bar().getByRole('slider', { name: 'Moment in this hour' });
  await scrubber.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(moment).toBe(start);
  await burglary().waitFor();
  expect(await scrubber.getAttribute('aria-valuetext')).toMatch(/^\d+ \w+ \d\d:\d\d:\d\d$/);
  await bar().getByRole('button', { name: '60x' }).click();
  await page.keyboard.press('p');
  // Twenty minutes of the record in twenty seconds: the alarm is taken, and closed at its end.
  await burglary().waitFor({ state: 'detached', timeout: 40_000 });
  expect((await moment()) - start).toBeGreaterThan(15 * MINUTE);
  await page.keyboard.press('p');
  await page.keyboard.press('Escape');
  await bar().waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/');
});

test('from the log to the moment of any entry', async () => {
  const { page } = desk;
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('heading', { name: 'Watch log', level: 1 }).waitFor();
  await page
    .getByRole('list', { name: 'Watch log' })
    .getByRole('listitem')
    .filter({ hasText: /taken|acknowledged/i })
    .first()
    .getByRole('button', { name: /^Entry / })
    .click();
  await page.getByRole('button', { name: 'Jump to the moment' }).click();
  await queueOf(page)
    .getByRole('option', { name: /Consular back office, .* has it$/ })
    .waitFor();
});

test('a real P1 is told over the replay at once, and one press leads to it', async () => {
  const { page } = desk;
  await signal('121', '2');
  const told = page.getByRole('alert').filter({ hasText: 'Now, live: Priority 1' });
  await told.waitFor();
  // It is told, and not mixed in: the replayed queue does not have it.
  expect(
    await queueOf(page)
      .getByRole('option', { name: /^Priority 1, / })
      .count(),
  ).toBe(0);
  await picture(page, 'replay-p1');
  expect(await checkAxe(page, 'replay with a P1')).toEqual([]);
  await told.getByRole('button', { name: 'Back to live, show it' }).click();
  await queueOf(page)
    .getByRole('option', { name: /^Priority 1, / })
    .waitFor();
  await detail()
    .getByRole('button', { name: /^Acknowledge/ })
    .waitFor();
  await page.keyboard.press('a');
});

test('on a phone: the same, one thing at a time', async () => {
  const { page } = desk;
  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: 'Replay the last minutes' }).click();
  await bar().waitFor();
  await queueOf(page).getByRole('option').first().waitFor();
  await picture(page, 'replay-phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  expect(await checkAxe(page, 'replay on a phone')).toEqual([]);
  await queueOf(page).getByRole('option').first().click();
  await page.getByText('Replay: nothing can be done here. Go back to live to act.').waitFor();
  await picture(page, 'replay-phone-alarm');
  await bar()
    .getByRole('button', { name: /^Back to live/ })
    .click();
  await bar().waitFor({ state: 'detached' });
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
});
