/* What the officer puts aside, passes on, or leaves too long; and what comes back by itself. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import type { Clock } from '../../src/kernel/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  checkAxe,
  enterDemo,
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
let other: Screen;
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

async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await post.running.due.settle();
}
/** A burglary in the consular back office (P2). */
async function burglary(): Promise<void> {
  expect(await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') })).toBe(
    'acknowledged',
  );
  await row().waitFor();
}
const row = (page: Page = desk.page) =>
  queueOf(page).getByRole('option', { name: /^Priority 2, .*Consular back office, / });
const detail = (page: Page = desk.page) => page.getByRole('complementary', { name: 'Selected alarm' });
const more = async (what: string): Promise<void> => {
  await detail().getByRole('button', { name: 'More actions' }).click();
  await desk.page.getByRole('menuitem', { name: what }).click();
};
async function looksWell(page: Page, name: string): Promise<void> {
  await showTheme(page, 'light');
  expect(await checkAxe(page, `${name}, light`, true)).toEqual([]);
  await showTheme(page, 'dark');
  expect(await checkAxe(page, `${name}, dark`)).toEqual([]);
}

test('A4: the officer shelves an alarm with a reason, and it comes back by itself', async () => {
  const { page } = desk;
  await burglary();
  await row().click();
  await more('Shelve');
  const sheet = page.getByRole('dialog', { name: /^Shelve A-/ });
  await sheet.getByText('30 min').click();
  expect(await sheet.getByRole('button', { name: 'Shelve' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'Why' }).fill('Painters in the office');
  await looksWell(page, 'shelving');
  await sheet.getByRole('button', { name: 'Shelve' }).click();
  await row().waitFor({ state: 'detached' });
  await detail()
    .getByText(/^Shelved to \d\d:\d\d, by .*Painters in the office$/)
    .waitFor();
  await page.getByRole('button', { name: 'Shelved 1' }).click();
  await row().waitFor();
  expect(
    (await row()
      .getAttribute('aria-label')
      .catch(() => null)) ?? (await row().textContent()),
  ).toContain('Shelved to');
  await looksWell(page, 'shelved');
  await page.getByRole('button', { name: /^Open \d/ }).click();
  await pass(31 * MINUTE);
  await queueOf(page)
    .getByRole('option', { name: /Consular back office, not acknowledged$/ })
    .waitFor();
  await page.getByText(/is back: its time on the shelf ended/).waitFor();
});

test('nobody takes it: every seat is told so, until somebody does', async () => {
  const { page } = desk;
  await pass(91_000);
  const any = page.getByText(/^Nobody has taken A-\d+ for \d+ (s|min)\./);
  await any.waitFor();
  const number = /A-\d+/.exec((await any.textContent()) ?? '')?.[0] ?? '';
  const band = page.getByText(new RegExp(`^Nobody has taken ${number} for \\d+ (s|min)\\.`));
  await detail().getByText('Nobody answered in time. The other seats know.').waitFor();
  await looksWell(page, 'escalated');
  await pass(91_000);
  await detail().getByText('Nobody answered in twice the time. The RSO is asked.').waitFor();
  await row().click();
  await page.keyboard.press('a');
  await band.waitFor({ state: 'detached' });
});

test('A11: an alarm is handed to a colleague, who accepts it', async () => {
  const { page } = desk;
  other = await openConsole(browser, post.url);
  await other.page.getByRole('button', { name: 'Sign on as somebody else' }).click();
  await signOn(other.page, { name: 'Tomas Reyes', pin: '135702', seat: 'Watch 2' });
  await queueOf(other.page).waitFor();
  await more('Hand to a colleague');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Tomas Reyes/ })
    .click();
  await detail()
    .getByText(/^Offered to Tomas Reyes\./)
    .waitFor();
  await other.page
    .getByText(/hands you A-\d+\.$/)
    .first()
    .waitFor();
  await other.page.getByRole('button', { name: 'Show it' }).click();
  await looksWell(other.page, 'offered');
  await detail(other.page).getByRole('button', { name: 'Accept' }).click();
  await queueOf(page)
    .getByRole('option', { name: /Consular back office, Tomas Reyes has it$/ })
    .waitFor();
});

test('A5, A6: an acknowledgement expires where the zone says so, and a rule acknowledges the smallest', async () => {
  const { page } = desk;
  const settings = { ackExpiresS: { battery: 600 }, autoAcknowledge: ['battery'] };
  await post.database.pool.query("update zones set settings = $1 where name->>'en' like '%onsular%'", [
    JSON.stringify(settings),
  ]);
  await pass(3_000);
  await line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '384', '1', '4') });
  const battery = (state: string) =>
    queueOf(page).getByRole('option', { name: new RegExp(`^Priority 4, .*${state}$`) });
  await battery('acknowledged by rule').waitFor();
  await battery('acknowledged by rule').click();
  await detail().getByText('Acknowledged by a rule of the zone, not by a person.').waitFor();
  await pass(11 * MINUTE);
  await battery('not acknowledged').waitFor();
  await page.getByText(/acknowledgement expired: its cause still stands/).waitFor();
});

test('A20: alarm health shows every figure beside the line of the standard', async () => {
  const { page } = desk;
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByRole('heading', { name: 'Alarm health', level: 1 }).waitFor();
  await page.getByText('Line: 6 is good, 12 is the most').waitFor();
  await page.getByRole('img', { name: /^Bars of the last 24 hours\./ }).waitFor();
  await page.getByRole('table', { name: 'The ten worst' }).getByRole('row').nth(10).waitFor();
  await looksWell(page, 'health');
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await looksWell(page, 'health on a phone');
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
  expectClean(other);
});
