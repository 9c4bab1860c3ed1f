/* A19: a console that cannot keep the watch is known to the supervisor. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../src/kernel/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { expectClean, openBrowser, openConsole, signOn, type Screen } from '../support/browser.ts';
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

/** The console speaks now, and not only at the end of its ten seconds. */
const speak = (): Promise<unknown> =>
  Promise.all([
    officer.page.waitForResponse((answer) => answer.url().endsWith('/api/seat')),
    officer.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))),
  ]);

test('A19: an officer signs on without sound; half a minute later the RSO reads that the console is mute', async () => {
  officer = await openConsole(browser, post.url);
  await signOn(officer.page, { name: 'The watch-officer', pin: '246810' });
  await post.until('a first report', async () => post.running.seats.list().length === 1);
  expect(post.running.seats.list()).toMatchObject([{ name: 'The watch-officer', state: 'muted' }]);
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
