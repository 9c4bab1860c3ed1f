/* One shift hands over to the next: a search and a correction in the log, a radio check, two signatures. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkAxe,
  DESK,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  picture,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { tinyPng } from '../support/pictures.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

const PIN = '246810';
let post: TestPost;
let browser: Browser;
let screen: Screen;
let page: Page;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const logLine = (text: string) =>
  page.getByRole('list', { name: 'Watch log' }).getByRole('listitem').filter({ hasText: text });

beforeAll(async () => {
  post = await openTestPost({ demo: true });
  const officer = await post.as('watch-officer');
  await post.as('deputy');
  for (const text of [
    '정문에서 배달 차량 확인함',
    'Lamp at the north gate is broken',
    'إنذار كاذب عند بوابة السفارة',
  ])
    await officer.post('/log', { text });
  // The search is a moment behind the log: it has thirty days of the demo to read first.
  await post.running.search.caughtUp();
  browser = await openBrowser();
  screen = await openConsole(browser, post.url, { viewport: DESK });
  page = screen.page;
  await button('Sign on as somebody else').click();
  await signOn(page, { name: 'The watch-officer', pin: PIN });
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

test('the officer finds notes in three scripts, and keeps a filter', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  const search = page.getByRole('searchbox', { name: 'Search the log' });
  for (const [q, found] of [
    ['정문', '정문에서 배달 차량 확인함'],
    ['انذار', 'إنذار كاذب عند بوابة السفارة'],
    ['LAMP gate', 'Lamp at the north gate is broken'],
  ] as const) {
    await search.fill(q);
    await search.press('Enter');
    await logLine(found).waitFor();
  }
  await button('Keep this filter').click();
  await page.getByRole('list', { name: 'Kept filters' }).getByText('LAMP gate').waitFor();
});

test('what the filter shows is saved as PDF, and a filter that finds too much is told in words', async () => {
  expect(await savedBy('PDF')).toMatch(/^log-\d{8}T\d{4}Z\.pdf$/);
  const refused = {
    code: 'log-pdf-too-long',
    says: 'It finds more than 20,000 entries.',
    detail: { most: '20,000' },
  };
  const answer = { status: 422, contentType: 'application/problem+json', body: JSON.stringify(refused) };
  await page.route('**/api/log/export?format=pdf*', (route) => route.fulfill(answer));
  await button('PDF').click();
  await page.getByText('more than 20,000 entries').waitFor();
  await page.unrouteAll();
  // The browser writes a refused answer down as an error; this one was asked for.
  expect(screen.faults.consoleErrors.splice(0).join()).toMatch(/^[^,]* 422 [^,]*$/);
  expect(await checkAxe(page, 'log with a refusal')).toEqual([]);
});

test('what was written wrong is corrected beside itself', async () => {
  await logLine('Lamp at the north gate').getByRole('button').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('What is right').fill('The lamp is at the south gate');
  await sheet.getByLabel('Why it is corrected').fill('wrong gate');
  await sheet.getByRole('button', { name: 'Write the correction' }).click();
  await sheet
    .getByRole('region', { name: 'Corrections' })
    .getByText(/south gate/)
    .waitFor();
  expect(await checkAxe(page, 'log entry')).toEqual([]);
  await page.keyboard.press('Escape');
  await logLine('Corrected').first().waitFor();
});

test('a picture goes into the log with its note, and is opened from the entry', async () => {
  // Without the filter of the last search.
  await page.goto(new URL('/log', post.url).href);
  const plate = tinyPng(60, 40);
  await page.locator('input[type=file]').setInputFiles({
    name: 'van at the gate.png',
    mimeType: 'image/png',
    buffer: plate,
  });
  await page.getByRole('button', { name: 'Take van at the gate.png off' }).waitFor();
  const note = page.getByRole('textbox', { name: 'Write in the watch log, then Enter' });
  await note.fill('Grey van waits, plate in the picture');
  expect(await checkAxe(page, 'note with a file')).toEqual([]);
  await picture(page, 'log-note-with-file');
  await note.press('Enter');
  await page.getByRole('button', { name: 'Attach a file' }).waitFor();
  await logLine('(File: van at the gate.png)').getByRole('button').click();
  const link = page.getByRole('dialog').getByRole('link', { name: 'van at the gate.png' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(await readFile(await download.path())).toEqual(plate);
  await picture(page, 'log-entry-with-file');
  await page.keyboard.press('Escape');
});

test('a radio check and a note are passed down', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('heading', { name: 'Handover', level: 1 }).waitFor();
  await page.getByLabel('Note for the next shift').fill('Lift 2 is out of order until noon');
  await button('Pass down').click();
  await page.getByText('It is in the log and on the next page.').waitFor();
  const radio = page.getByRole('region', { name: 'Radio check' });
  await radio.getByRole('checkbox').first().click();
  await button('Write the round').click();
  await page.getByText('The round is in the log.').waitFor();
});

test('the next officer ticks every line, both sign by PIN, and the log keeps the page', async () => {
  await button('Begin the handover').click();
  await page.getByText('Lift 2 is out of order until noon').waitFor();
  await page.getByLabel('Remarks of the outgoing officer').fill('Quiet but for the lift');
  await button('Keep the remarks').click();
  await page.getByText('Kept.').waitFor();
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `handover, ${theme}`)).toEqual([]);
  }
  await signPart('Handing over', 'The watch-officer');
  await page.getByText('Signed by The watch-officer').waitFor();
  const lines = page.getByRole('main').getByRole('listitem').getByRole('checkbox');
  const sections = [
    'Open alarms',
    'Out on a task',
    'Silent sources',
    'Refused frames',
    'Passed down',
    'Radio checks',
  ];
  for (const section of sections)
    for (const box of await page
      .getByRole('region', { name: section, exact: true })
      .getByRole('checkbox')
      .all())
      await box.click();
  expect(await lines.count()).toBeGreaterThan(1);
  await signPart('Taking over', 'The deputy');
  await page.getByText('Last signed: The watch-officer to The deputy').waitFor();
  const signed = (await post.entries()).findLast((entry) => entry.kind === 'handover.signed');
  expect(signed?.body).toMatchObject({ outgoing: 'The watch-officer', incoming: 'The deputy' });
  expect(String(signed?.body?.['digest'])).toMatch(/^[0-9a-f]{64}$/);
});

test('the page prints, and the screen fits a phone', async () => {
  const officer = await post.as('watch-officer');
  const html = (await officer.get('/handover/page')).text;
  expect(html).toContain('Quiet but for the lift');
  expect(html).toContain('Taking over: The deputy');
  expect(await savedBy('Page as PDF')).toMatch(/^handover-.*\.pdf$/);
  await page.setViewportSize(PHONE);
  await button('Begin the handover').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  expect(await checkAxe(page, 'handover on a phone')).toEqual([]);
  expectClean(screen);
});

/** Name of the file that a button saves; it begins as a PDF does. */
async function savedBy(name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
  expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
  return download.suggestedFilename();
}

async function signPart(part: string, name: string): Promise<void> {
  const form = page.getByRole('form', { name: part });
  await form.getByRole('combobox').click();
  await page.getByRole('option', { name, exact: true }).click();
  await form.getByLabel('PIN').fill(PIN);
  await form.getByRole('button', { name: 'Sign' }).click();
}
