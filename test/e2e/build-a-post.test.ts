/* A post of one's own is built from three CSV files and one press of a button, seen on the screens. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESK, expectClean, openBrowser, openConsole, type Screen } from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let browser: Browser;
let screen: Screen;
let page: Page;

beforeAll(async () => {
  post = await openTestPost();
  browser = await openBrowser();
  await post.running.identity.addPerson('system', null, {
    name: 'Ines Calder',
    signIn: 'calder',
    role: 'rso',
    pin: '135706',
    password: 'a long enough word 4711',
  });
  await post.running.identity.addPerson('system', null, {
    name: 'Admin',
    signIn: 'boss',
    role: 'administrator',
  });
  const rso = post.anybody();
  await rso.post('/session', { signIn: 'calder', pin: '135706', seat: 'Set up' });
  screen = await openConsole(browser, post.url, { viewport: DESK, expected: /422/ });
  page = screen.page;
  const [name = '', value = ''] = rso.cookie().split('=');
  await page.context().addCookies([{ name, value, url: post.url }]);
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function choose(csv: string): Promise<void> {
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
}

test('a file with wrong rows is shown row by row and cannot be taken over', async () => {
  await page.goto(`${post.url}/set-up/import`);
  await choose('name_en,join_within_s\nConsular hall,60\nYard,soon\n');
  const faults = page.getByRole('table', { name: /1 cell is wrong/ });
  await faults.getByRole('row', { name: /^3 join_within_s soon is not a whole number/ }).waitFor();
  expect(await button('Take over').count()).toBe(0);
});

test('three files are taken over: zones, devices that name them, people', async () => {
  const files: [string, string][] = [
    ['Zones', 'name_en;name_ko\nConsular hall;영사 민원실\nYard;마당\n'],
    ['Devices', 'source,point,kind,name_en,zone\ndc09:4100,7,duress button,Window 3,영사 민원실\n'],
    ['People', 'sign_in,name,role,call_sign\nvelez,Aaron Velez,guard,Rover 1\n'],
  ];
  for (const [kind, csv] of files) {
    await page.getByRole('combobox', { name: 'What the file holds' }).click();
    await page.getByRole('option', { name: kind, exact: true }).click();
    await choose(csv);
    await button('Take over').click();
    await page.getByText(/^Taken over: [12] added, 0 changed\.$/).waitFor();
  }
});

test('one press of the button is heard, with time and code, and opens no alarm', async () => {
  await page.getByRole('link', { name: 'Zones and devices' }).click();
  await page
    .getByRole('table', { name: 'Devices' })
    .getByRole('row', { name: /Window 3 Consular hall/ })
    .waitFor();
  await button('Test Window 3').click();
  await button('Begin the test').click();
  await page.getByText(/^Press it now/).waitFor();
  await post.dialler({ account: '4100' }).send({ token: 'SIA-DCS', dataBlock: '#4100|Nri1/HA7' });
  await page.getByText(/^Heard: code HA, hold-up, by dc09,/).waitFor();
  await button('End the test').click();
  await page.getByRole('row', { name: /Window 3 .* never/ }).waitFor({ state: 'detached' });
  // The panel itself nobody registered yet: that is told, the press is not.
  const alarms = (await post.running.watch.board()).alarms.map((alarm) => alarm.kind);
  expect(alarms).toEqual(['unknown-panel']);
});

test('the steps say what is done, and cards are adopted with one tap', async () => {
  await page.getByRole('link', { name: 'My post, step by step' }).click();
  await button(/^Adopt all 12$/).click();
  const steps = page.getByRole('list', { name: 'Steps of your own post' });
  await steps
    .getByRole('listitem')
    .filter({ hasText: /SOP cards.*Done/ })
    .waitFor();
  await steps
    .getByRole('listitem')
    .filter({ hasText: /Guard phones.*Can wait/ })
    .waitFor();
  await steps.getByRole('link', { name: 'Name, time zone and languages' }).click();
  await page.getByRole('textbox', { name: 'Name of the post' }).fill('Office North');
  await page.getByRole('textbox', { name: 'Time zone' }).fill('Nowhere/City');
  await button('Save').click();
  await page.getByText(/This is no time zone of the IANA list/).waitFor();
  await page.getByRole('textbox', { name: 'Time zone' }).fill('Asia/Seoul');
  await button('Save').click();
  await page.getByText('Saved.').waitFor();
});

test('the screens broke no policy', () => expectClean(screen));
