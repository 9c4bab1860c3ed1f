/* UX 25: an exercise on the same console, under a violet band, apart from everything live; and a real P1 that ends it. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
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
import { openTestPost, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let browser: Browser;
let rso: Screen;
let officer: Screen;
let other: Screen;

async function sit(name: string, seat: string): Promise<Screen> {
  const screen = await openConsole(browser, post.url);
  await screen.page.getByRole('button', { name: 'Sign on as somebody else' }).click();
  await signOn(screen.page, { name, pin: '246810', seat });
  return screen;
}
beforeAll(async () => {
  post = await openTestPost({ demo: true, clock });
  await post.as('rso');
  await post.as('watch-officer');
  await post.as('deputy');
  browser = await openBrowser();
  rso = await sit('The rso', 'Office');
  officer = await sit('The watch-officer', 'Watch 1');
  other = await sit('The deputy', 'Watch 2');
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  const shot = async (theme: string) =>
    folder === undefined ? undefined : page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  await showTheme(page, 'light');
  expect(await checkAxe(page, `${name}, light`, true)).toEqual([]);
  await shot('light');
  await showTheme(page, 'dark');
  expect(await checkAxe(page, `${name}, dark`)).toEqual([]);
  await shot('dark');
}
const liveCounts = (page: Page) => page.getByRole('list', { name: 'Open alarms' }).innerText();
const exercised = (page: Page) => queueOf(page).getByRole('option', { name: /Exercise: / });
async function begin(scenario: string): Promise<void> {
  const { page } = rso;
  await page.goto(new URL('/set-up/exercise', post.url).href);
  await page.getByRole('radio', { name: scenario }).click();
  await page.getByRole('checkbox', { name: 'Watch 1 (The watch-officer)' }).click();
  await page.getByRole('button', { name: 'Begin at 1 seat' }).click();
  await page.getByText('Waits for the first seat.').waitFor();
}

test('the RSO chooses a scenario and one seat; nothing begins without a seat', async () => {
  const { page } = rso;
  await page.goto(new URL('/set-up/exercise', post.url).href);
  await page.getByRole('checkbox', { name: 'Watch 1 (The watch-officer)' }).waitFor();
  expect(await page.getByRole('button', { name: 'Choose a seat first' }).isDisabled()).toBe(true);
  await look(page, 'exercise-start');
  await begin('Hold-up at the gate');
});

test('the seat is asked under a violet band, and takes part by one press; another seat stays live', async () => {
  const { page } = officer;
  await page.getByText('Hold-up at the gate: this seat is asked to take part.').waitFor();
  await other.page.getByText('An exercise runs at Watch 1. This seat is live.').waitFor();
  await page.getByRole('button', { name: 'Take part' }).click();
  await page.getByText('Hold-up at the gate. Nothing of it is real.').waitFor();
  await page.getByText('All quiet since').waitFor();
});

test('its alarm stands on the same board, is taken and worked through, and counts nowhere live', async () => {
  const { page } = officer;
  const counts = await liveCounts(page);
  aheadMs += 21_000;
  await exercised(page).first().waitFor();
  await exercised(page).first().click();
  await page.keyboard.press('a');
  const detail = page.getByRole('complementary', { name: 'Selected alarm' });
  await detail.getByText('You have it.').waitFor();
  await detail.getByRole('checkbox').first().click();
  await detail.getByRole('button', { name: 'Send Exercise 1' }).first().click();
  await detail.getByText(/^Exercise 1, this is Post One\. Exercise: .* This is an exercise\.$/).waitFor();
  await detail.getByRole('button', { name: 'Answered by radio' }).click();
  await look(page, 'exercise-board');
  for (const name of [/^Assign/, /incident/i])
    expect(await detail.getByRole('button', { name }).count()).toBe(0);
  await detail.getByRole('tab', { name: 'History' }).click();
  await detail
    .getByText(/acknowledged/)
    .first()
    .waitFor();
  expect(await liveCounts(page)).toBe(counts);
  expect(await exercised(other.page).count()).toBe(0);
  expect((await post.running.watch.board()).alarms.some(({ title }) => title.en.startsWith('Exercise'))).toBe(
    false,
  );
});

test('the live board is one press away, under the same band', async () => {
  const { page } = officer;
  await page.getByRole('link', { name: 'Watch' }).click();
  await page.getByText('Nothing of it is real.').waitFor();
  expect(await exercised(page).count()).toBe(0);
  await page.getByRole('button', { name: 'Go to the exercise' }).click();
  await exercised(page).first().waitFor();
});

test('a real P1 ends the exercise view for that seat at once, and says so', async () => {
  const { page } = officer;
  await page.setViewportSize(PHONE);
  await exercised(page).first().waitFor();
  await look(page, 'exercise-phone');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await post.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', '3') });
  await queueOf(page)
    .getByRole('option', { name: /^Priority 1, Duress, Consular Window 3/ })
    .waitFor();
  await page
    .getByText(/^The exercise is over at this seat: A-\d+ is real\. This is the live board\./)
    .waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(await exercised(page).count()).toBe(0);
  await look(page, 'exercise-called-away');
  await page.getByRole('button', { name: 'Understood' }).click();
  await page.getByText(/The exercise is over at this seat/).waitFor({ state: 'hidden' });
});

test('the RSO reads the score, and the log keeps it', async () => {
  const { page } = rso;
  const last = page.getByRole('list', { name: 'The last exercises' });
  await last.getByText('A real priority 1 ended it.').waitFor();
  await last
    .getByText(/^1 of 1 alarm acknowledged, [01] within the clock\..* 2 of \d+ steps done, 0 closed\.$/)
    .waitFor();
  await last.locator('summary').first().click();
  await last.getByRole('row', { name: /A-90001 P1 Exercise: Hold-up button/ }).waitFor();
  await look(page, 'exercise-score');
  await page.goto(post.url);
  await page
    .getByRole('region', { name: 'Watch log' })
    .getByText(/^EXERCISE ended: Hold-up at the gate\. 1 of 1 acknowledged/)
    .waitFor();
  for (const screen of [rso, officer, other]) expectClean(screen);
});

test('a real hour is played at a seat, which may leave when it likes', async () => {
  const real = (await post.running.watch.board()).alarms.find(({ priority }) => priority === 1);
  const by = { actor: 'system', name: 'Test', key: null };
  await post.running.watch.acknowledgeAlarm(by, real?.id ?? '', real?.revision ?? 0);
  const closing = { outcome: 'test', cause: 'drill', finding: 'A drill' } as const;
  await post.running.watch.closeAlarm(by, real?.id ?? '', closing);
  const { page } = rso;
  await page.goto(new URL('/set-up/exercise', post.url).href);
  await page.getByRole('radio', { name: 'A real hour, played again' }).click();
  const started = new Date(clock.nowMs() - 60 * 60_000 + 9 * 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel('From (local time)').fill(started);
  await page.getByRole('spinbutton', { name: 'Minutes' }).fill('120');
  await page.getByRole('checkbox', { name: 'Watch 2 (The deputy)' }).click();
  await look(page, 'exercise-day');
  await page.getByRole('button', { name: 'Begin at 1 seat' }).click();
  await post.until('the exercise', async () => (await post.running.exercises.news()).current);
  await other.page.getByText(/^The day of .*: this seat is asked to take part\.$/).waitFor();
  await other.page.getByRole('button', { name: 'Take part' }).click();
  await page.getByText('takes part').waitFor();
  await other.page.getByRole('button', { name: 'Leave it' }).click();
  await page.getByText('The last seat left.').waitFor();
  await other.page.getByText('This seat takes part in no exercise').waitFor();
  await other.page.getByRole('button', { name: 'Back to the live board' }).click();
  await queueOf(other.page).waitFor();
  expectClean(other);
});

test('a flood of the exercise is grouped on its board, its P1 on top, and the live board has none of it', async () => {
  await begin('Intrusion at night, in a flood');
  const { page } = officer;
  await page.getByRole('button', { name: 'Take part' }).click();
  // It begins when the seat is in: time passes only then.
  await page.getByRole('button', { name: 'Leave it' }).waitFor();
  aheadMs += 335_000;
  await page.getByText(/^Flood: \d+ in 10 min\. P3 grouped\./).waitFor();
  await queueOf(page)
    .getByRole('option')
    .first()
    .and(page.getByRole('option', { name: /^Priority 1, Exercise: Duress button/ }))
    .waitFor();
  await look(page, 'exercise-flood');
  await page.getByRole('link', { name: 'Watch', exact: true }).click();
  await page.getByRole('button', { name: 'Go to the exercise' }).waitFor();
  expect(await page.getByText(/^Flood: /).count()).toBe(0);
  await rso.page.getByRole('button', { name: 'End the exercise' }).click();
  await page.getByRole('button', { name: 'Go to the exercise' }).waitFor({ state: 'hidden' });
  expect((await post.running.exercises.news()).last[0]?.why).toBe('by-hand');
  expectClean(officer);
});
