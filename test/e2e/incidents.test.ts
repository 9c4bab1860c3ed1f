/* Several alarms become one incident, one is raised by hand, and none is resolved while something of it is open. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
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

let post: TestPost;
let browser: Browser;
let desk: Screen;
let page: Page;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
  browser = await openBrowser();
  desk = await openConsole(browser, post.url);
  page = desk.page;
  await enterDemo(page);
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

const detail = () => page.getByRole('complementary', { name: 'Selected alarm' });
const selected = () => page.getByRole('region', { name: 'Selected incident' });
const part = (name: string) => selected().getByRole('region', { name, exact: true });
const button = (name: string | RegExp) => selected().getByRole('button', { name, exact: true });
const toIncidents = async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByRole('heading', { name: 'Incidents', level: 1 }).waitFor();
};
async function looksWell(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `${name}, ${theme}`, theme === 'light')).toEqual([]);
  }
}
/** A burglary in the consular back office, or a tampered cover beside it. */
async function alarm(code: '130' | '137', name: RegExp): Promise<void> {
  const dataBlock = contactIdBody('1001', '1', code, '1', '5');
  expect(await post.dialler().send({ token: 'ADM-CID', dataBlock })).toBe('acknowledged');
  await queueOf(page).getByRole('option', { name }).waitFor();
}
const BURGLARY = /^Priority 2, .*Consular back office, /;
const TAMPER = /^Priority 3, Tamper, Consular back office, /;

test('A7: two alarms are joined into one incident, and each says so', async () => {
  await alarm('137', TAMPER);
  await alarm('130', BURGLARY);
  await queueOf(page).getByRole('option', { name: BURGLARY }).click();
  await detail().getByRole('button', { name: 'Make incident or add to one' }).click();
  const sheet = page.getByRole('dialog', { name: /^A-\d+: make or add to an incident$/ });
  await sheet.getByText('No incident is open.').waitFor();
  await looksWell('make an incident');
  await sheet.getByRole('combobox', { name: 'What kind of incident' }).click();
  await page.getByRole('option', { name: 'Intrusion into the compound' }).click();
  await sheet.getByRole('textbox', { name: 'What and where' }).fill('Back office window');
  await sheet.getByRole('button', { name: 'Open an incident' }).click();
  await detail()
    .getByRole('button', { name: /^Part of I-0001, Back office window$/ })
    .waitFor();

  await queueOf(page).getByRole('option', { name: TAMPER }).click();
  await detail().getByRole('button', { name: 'Make incident or add to one' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /I-0001 Back office window/ })
    .click();
  await detail()
    .getByRole('button', { name: /^Part of I-0001/ })
    .click();
  await page.getByRole('heading', { name: 'I-0001 Back office window' }).waitFor();
  expect(await part('Alarms').getByRole('listitem').count()).toBe(2);
  const lines = part('Timeline').getByRole('listitem');
  await lines.filter({ hasText: 'I-0001 opened: Back office window' }).waitFor();
  await lines.filter({ hasText: /A-\d+ raised: Tamper/ }).waitFor();
  await lines.filter({ hasText: /A-\d+ added to I-0001/ }).waitFor();
  await looksWell('incident');
});

test('what happens elsewhere comes in by itself: a note of another seat, a task of a linked alarm', async () => {
  const deputy = await post.as('deputy');
  const { incidents } = (await deputy.get('/incidents')).body as unknown as {
    incidents: { id: string; alarms: { id: string }[] }[];
  };
  const [incident] = incidents;
  await deputy.post(`/incidents/${incident?.id}/notes`, { text: 'The police are on their way' });
  await part('Timeline').getByText('The police are on their way').waitFor();
  const free = (
    (await deputy.get('/board')).body['responders'] as { id: string; onDuty: boolean; state: string }[]
  ).find((responder) => responder.onDuty && responder.state === 'free');
  await deputy.post(`/alarms/${incident?.alarms[0]?.id}/dispatch`, { responderId: free?.id });
  await selected()
    .getByText(/Still out: T-\d+/)
    .waitFor();
});

test('A13: it is not resolved while a step, a task or an alarm is open, and says which; then it is', async () => {
  const resolve = button('Resolve');
  expect(await resolve.isDisabled()).toBe(true);
  await selected()
    .getByText(
      /^Not to be resolved yet\. Still to do: step 1, 2, 3, .* Still out: T-\d+\. Still open: A-\d+, A-\d+\.$/,
    )
    .waitFor();
  await selected()
    .getByRole('button', { name: /^Done, step 1: / })
    .click();
  await part('Steps')
    .getByText(/^Done by/)
    .waitFor();
  await selected()
    .getByRole('button', { name: /^Skip step 2: / })
    .click();
  await selected()
    .getByRole('textbox', { name: 'Why it is skipped' })
    .fill('The speakers are being repaired');
  await looksWell('skipping a step');
  await button('Skip the step').click();
  await part('Steps').getByText('The speakers are being repaired').waitFor();
  const steps = await part('Steps').getByRole('listitem').count();
  for (let n = 3; n <= steps; n++) {
    await selected()
      .getByRole('button', { name: new RegExp(`^Done, step ${n}: `) })
      .click();
    await selected()
      .getByRole('button', { name: new RegExp(`^Undo step ${n}: `) })
      .waitFor();
  }
  await selected()
    .getByText(/^Not to be resolved yet\. Still out: T-\d+\. Still open: A-\d+, A-\d+\.$/)
    .waitFor();
  expect(await resolve.isDisabled()).toBe(true);
  await endEverything();
  await page.getByRole('button', { name: 'Resolve', disabled: false }).click();
  await selected()
    .getByText(/Resolved by/)
    .first()
    .waitFor();
  await page
    .getByRole('region', { name: 'Resolved' })
    .getByRole('button', { name: /I-0001/ })
    .waitFor();
});

test('the report: times and timeline from the ledger, summary and lessons by a person', async () => {
  await selected().getByRole('textbox', { name: 'Summary' }).fill('A window was broken. Nobody came in.');
  await selected().getByRole('textbox', { name: 'Lessons' }).fill('Bars for the back office.');
  await looksWell('report');
  await button('Complete the report').click();
  await part('After-action report')
    .getByText(/^Completed by/)
    .waitFor();
  const [report] = await Promise.all([
    desk.context.waitForEvent('page'),
    selected().getByRole('link', { name: 'Report to print' }).click(),
  ]);
  await report.getByRole('heading', { name: 'After-action report I-0001, Back office window' }).waitFor();
  await report.getByText('A window was broken. Nobody came in.').waitFor();
  await report.getByText('Skipped by').waitFor();
  expect(await report.getByRole('table', { name: 'Each alarm' }).getByRole('row').count()).toBe(3);
  expect(await report.getByRole('table', { name: 'Each alarm' }).getByText(/\d\dZ/).count()).toBeGreaterThan(
    5,
  );
  await report.close();
});

test('A8: an incident is raised by hand, with a commander and people, on a desk and on a phone', async () => {
  await page.keyboard.press('Escape');
  await toIncidents();
  await page.getByRole('button', { name: 'Open an incident' }).click();
  const sheet = page.getByRole('dialog', { name: 'Open an incident' });
  await sheet.getByRole('combobox', { name: 'What kind of incident' }).click();
  await page.getByRole('option', { name: 'Demonstration at the gate' }).click();
  await sheet.getByText('Call the host police').waitFor();
  await looksWell('open by hand');
  await sheet.getByRole('textbox', { name: 'What and where' }).fill('Forty people at gate 1');
  await sheet.getByRole('button', { name: 'Open an incident' }).click();
  await page.getByRole('heading', { name: 'I-0002 Forty people at gate 1' }).waitFor();
  await part('Commander').getByRole('combobox').click();
  await page.getByRole('option', { name: 'Helen Marsh' }).click();
  await part('Timeline')
    .getByText(/Helen Marsh is commander/)
    .waitFor();
  await part('People involved').getByRole('textbox', { name: 'Name' }).fill('Captain Seo');
  await part('People involved').getByRole('textbox', { name: 'Part in it' }).fill('Host police');
  await part('People involved').getByRole('button', { name: 'Add' }).click();
  await part('People involved').getByRole('button', { name: 'Remove Captain Seo' }).waitFor();
  await looksWell('by hand');
  await page.setViewportSize(PHONE);
  await page.getByRole('heading', { name: 'I-0002 Forty people at gate 1' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await looksWell('incident on a phone');
  await selected().getByRole('button', { name: 'Back to the list' }).click();
  await page
    .getByRole('region', { name: 'Open', exact: true })
    .getByRole('button', { name: /I-0002/ })
    .waitFor();
  await looksWell('list on a phone');
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
});

/** Another seat cancels the task and closes the two alarms. */
async function endEverything(): Promise<void> {
  const deputy = await post.as('deputy');
  const { incidents } = (await deputy.get('/incidents?state=open')).body as unknown as {
    incidents: { id: string }[];
  };
  const whole = (await deputy.get(`/incidents/${incidents[0]?.id}`)).body as unknown as {
    alarms: { id: string; revision: number }[];
    openTasks: { id: string }[];
  };
  for (const task of whole.openTasks) await deputy.post(`/tasks/${task.id}/cancel`, { reason: 'Not needed' });
  for (const { id } of whole.alarms) {
    const { revision } = (await deputy.get(`/alarms/${id}`)).body['alarm'] as { revision: number };
    await deputy.post(`/alarms/${id}/acknowledge`, { revision });
    const how = { outcome: 'real', cause: 'intruder', finding: 'Window broken' };
    expect((await deputy.post(`/alarms/${id}/close`, how)).status).toBe(200);
  }
}
