/* A19: a console that cannot keep the watch is known to the supervisor. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../src/kernel/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  checkAxe,
  expectClean,
  openBrowser,
  openConsole,
  openPhone,
  PHONE,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let aheadMs = 0;
const clock: Clock = {
  nowMs: () => systemClock.nowMs() + aheadMs,
  monotonicMs: () => systemClock.monotonicMs() + aheadMs,
};
let post: TestPost;
let browser: Browser;
let officer: Screen;
let rso: Screen;
beforeAll(async () => {
  post = await openTestPost({ clock });
  await post.as('administrator');
  await post.as('rso');
  await post.as('watch-officer');
  browser = await openBrowser();
  rso = await openConsole(browser, post.url);
  await signOn(rso.page, { name: 'The rso', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Both themes, by axe; the story goes on in the dark one. */
async function look(page: Page, name: string): Promise<void> {
  await showTheme(page, 'light');
  expect(await checkAxe(page, `${name}, light`, true)).toEqual([]);
  await picture(page, `${name}-light`);
  await showTheme(page, 'dark');
  expect(await checkAxe(page, `${name}, dark`)).toEqual([]);
  await picture(page, `${name}-dark`);
}

/** The console speaks now, and not only at the end of its ten seconds. */
const speak = (): Promise<unknown> =>
  Promise.all([
    officer.page.waitForResponse((answer) => answer.url().endsWith('/api/seat')),
    officer.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))),
  ]);

test('A19: an officer signs on without sound; half a minute later the RSO reads that the console is mute', async () => {
  officer = await openConsole(browser, post.url);
  await signOn(officer.page, { name: 'The watch-officer', pin: '246810' });
  const ofOfficer = () => post.running.seats.list().filter(({ name }) => name === 'The watch-officer');
  await post.until('a first report', async () => ofOfficer().length === 1);
  expect(ofOfficer()).toMatchObject([{ state: 'muted' }]);
  aheadMs += 19_000;
  await speak();
  aheadMs += 12_000;
  await rso.page.getByText(/The console .*\(The watch-officer\) cannot sound\. Call the watch\./).waitFor();
});

test('A19: the officer tests the sound, and the warning is over', async () => {
  await officer.page.getByRole('button', { name: 'Sound is off' }).click();
  await rso.page
    .getByRole('region', { name: 'Watch log' })
    .getByText(/is well again/)
    .waitFor();
  await rso.page.getByText(/Call the watch\./).waitFor({ state: 'hidden' });
  const kinds = (await post.entries()).map((entry) => entry.kind).filter((kind) => kind.startsWith('seat.'));
  expect(kinds).toEqual(['seat.muted', 'seat.well']);
});

test('the officer did not hear the tone and says so: the RSO reads it, until it is heard', async () => {
  const { page } = officer;
  await page.getByText('The tone of a priority 1 was played. Did you hear it?').waitFor();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByText(/Check plug and volume/).waitFor();
  await rso.page.getByText(/The alarm was not heard at .*\(The watch-officer\)/).waitFor();
  await page.getByRole('button', { name: 'Understood' }).click();
  await page.getByRole('button', { name: /Test the sound/ }).click();
  await page.getByRole('button', { name: 'Yes, I heard it' }).click();
  await rso.page.getByText(/The alarm was not heard/).waitFor({ state: 'hidden' });
});

test('a random check asks for one key; one that is missed is told to the RSO, and a late key ends it', async () => {
  const set = await (await post.as('rso')).post('/post', { attention: { everyMin: 5, answerS: 60 } });
  expect(set.status).toBe(200);
  await post.running.seats.look();
  // Three means at most: by then it is due, whatever was drawn.
  aheadMs += 16 * 60_000;
  await speak();
  await post.running.seats.look();
  await speak();
  const { page } = officer;
  await page.getByText('Are you there? One key is enough.').waitFor();
  await look(page, 'attention-check');
  aheadMs += 61_000;
  await speak();
  await rso.page.getByText(/\(The watch-officer\) did not answer a check\. Call/).waitFor();
  await page.keyboard.press('h');
  await page.getByText('Are you there?').waitFor({ state: 'hidden' });
  await rso.page.getByText(/did not answer a check\. Call/).waitFor({ state: 'hidden' });
});

test('the RSO sees who sits where, and sets after how long each is told', async () => {
  const { page } = rso;
  await page.goto(new URL('/set-up/seats', post.url).href);
  const row = page.getByRole('row', { name: /The watch-officer/ });
  await row.getByText('Attended').waitFor();
  await row.getByText(/^Heard, /).waitFor();
  await row.getByText(/late, after/).waitFor();
  await look(page, 'seats');
  await page.getByRole('link', { name: 'Siren and checks' }).click();
  await page.getByRole('spinbutton', { name: 'Cannot sound for, s' }).fill('20');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.getByText('Saved. It holds from now on.').waitFor();
  expect(post.running.post.settings.seatLimitsS?.muted).toBe(20);
  await look(page, 'watch-settings');
  const phone = await openPhone(browser, post.url, { viewport: PHONE, path: '/' });
  await signOn(phone.page, { name: 'The rso', pin: '246810', seat: 'Phone' });
  await phone.page.goto(new URL('/set-up/seats', post.url).href);
  await phone.page.getByRole('row', { name: /The watch-officer/ }).waitFor();
  await look(phone.page, 'seats-phone');
  expectClean(phone);
  await phone.close();
  await page.goto(post.url);
});

test('A19: the officer leaves without signing off; the RSO reads that nothing is heard from the console', async () => {
  expectClean(officer);
  await officer.close();
  // A page that closes says last that it is hidden, and a hidden one may be slow to speak.
  aheadMs += 151_000;
  await rso.page
    .getByText(/Nothing is heard from the console .*\(The watch-officer\)/)
    .first()
    .waitFor();
  expectClean(rso);
});

test('alarms are open and nobody attends anywhere: every console says so like an alarm', async () => {
  const send = post.dialler({ account: '1001' });
  await send.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '130', '1', '5') });
  await post.until('an open alarm', async () => (await post.running.watch.board()).openCount > 0);
  const commander = await openConsole(browser, post.url);
  await post.as('guard-commander');
  await rso.close();
  await commander.page.reload();
  await signOn(commander.page, { name: 'The guard-commander', pin: '246810', seat: 'Guard room' });
  aheadMs += 200_000;
  await post.running.seats.look();
  aheadMs += 61_000;
  await post.running.seats.look();
  const told = commander.page.getByRole('alert').filter({ hasText: 'nobody attends at any console' });
  await told.waitFor();
  await look(commander.page, 'nobody-attends');
  expectClean(commander);
});
