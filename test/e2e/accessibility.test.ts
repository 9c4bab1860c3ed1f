/* Every screen, dark and light, on a desk and on a phone: axe finds nothing, the policy refuses nothing, nobody else is asked. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import {
  checkAxe,
  DESK,
  enterDemo,
  expectClean,
  openBrowser,
  openConsole,
  openPhone,
  PHONE,
  queueOf,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

const SIZES = [
  { device: 'a desk', viewport: DESK },
  { device: 'a phone', viewport: PHONE },
] as const;
const OFFICER = { name: 'Kim Min-ji', signIn: 'kim.m', pin: '246810' };

let demo: TestPost;
let browser: Browser;
let p1: Alarm;

beforeAll(async () => {
  demo = await openTestPost({ demo: true });
  browser = await openBrowser();
  const officer = await demo.as('watch-officer');
  await demo.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', '3') });
  await demo.dialler({ account: '7F31' }).send({ token: 'SIA-DCS', dataBlock: '#7F31|Nri1/BA4' });
  p1 = await demo.until('the duress', async () =>
    ((await officer.get('/board')).body['alarms'] as Alarm[]).find((alarm) => alarm.kind === 'duress'),
  );
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

let screen: Screen;
afterEach(async () => {
  await screen?.close();
});

/** Looks at what is shown now in both themes; the story goes on in the dark one. */
async function look(name: string): Promise<void> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(screen.page, theme);
    found.push(...(await checkAxe(screen.page, `${name}, ${theme}`, theme === 'light')));
  }
  expect(found).toEqual([]);
}

async function go(page: Page, path: string, shown: RegExp): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await page.getByRole('heading', { name: shown }).first().waitFor();
}

describe.each(SIZES)('on $device', ({ viewport }) => {
  const phone = viewport === PHONE;
  let empty: TestPost;
  beforeAll(async () => {
    empty = await openTestPost();
  });
  afterAll(async () => {
    await empty?.close();
  });

  test('an empty post: first run, sign on, the quiet board, set up without a panel', async () => {
    screen = await openConsole(browser, empty.url, { viewport });
    const { page } = screen;
    await page.getByRole('textbox', { name: 'One-time code' }).waitFor();
    await look('first run');
    const { identity } = empty.running;
    await identity.addPerson('system', null, {
      name: 'Ines Calder',
      signIn: 'calder',
      role: 'administrator',
      pin: '135706',
    });
    await identity.addPerson('system', null, { ...OFFICER, role: 'watch-officer' });
    await page.reload();
    await page.getByRole('button', { name: OFFICER.name }).click();
    await page.getByRole('textbox', { name: 'Seat' }).waitFor();
    await look('sign on');
    await page.reload();
    await signOn(page, OFFICER);
    await page.getByText('All quiet since').waitFor();
    await look('empty board');
    await go(page, '/set-up', /Set up/);
    await page.getByText('No panel is registered').waitFor();
    await look('empty devices and links');
    expectClean(screen);
  });

  test('the demo post: start, the full board, an alarm selected, the list of all', async () => {
    screen = await openConsole(browser, demo.url, { viewport });
    const { page } = screen;
    await page.getByRole('button', { name: 'Try the demo post' }).waitFor();
    await look('start');
    await enterDemo(page);
    await look('board');
    await page.getByRole('button', { name: /^All/ }).click();
    await page.getByRole('option').nth(5).waitFor();
    await look('all alarms');
    await page.getByRole('button', { name: /^Open/ }).click();
    await queueOf(page).getByRole('option').first().click();
    await page.getByRole('heading', { name: 'Duress, Consular Window 3' }).waitFor();
    await page
      .getByRole('button', { name: /^Send / })
      .first()
      .waitFor();
    await look('alarm selected, what to do and who can go');
    for (const tab of ['Facts', 'History']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      await look(`alarm selected, ${tab}`);
    }
    expectClean(screen);
  });

  test('an alarm in hand: its own page and the closing form', async () => {
    const officer = await demo.as('rso');
    await officer.post(`/alarms/${p1.id}/take`);
    screen = await openConsole(browser, demo.url, { viewport });
    const { page } = screen;
    await enterDemo(page);
    await go(page, `/alarms/${p1.id}`, /Consular Window 3/);
    await look('alarm page');
    await page
      .getByRole('button', { name: /^(Close alarm|Acknowledge)/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Close alarm' }).first().click();
    await page.getByRole('dialog').getByText('Unknown', { exact: true }).click();
    await page.getByRole('group', { name: 'Cause' }).getByText('Nothing found').waitFor();
    await look('closing form');
    expectClean(screen);
  });

  test('the log, set up with its sheets, the command palette and the list of keys', async () => {
    screen = await openConsole(browser, demo.url, { viewport });
    const { page } = screen;
    await page.getByRole('button', { name: 'Sign on as somebody else' }).click();
    await look('sign on with name tiles');
    await signOn(page, { name: 'Helen Marsh', pin: '135701' });
    if (!phone) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Do or find' }).fill('log');
      await page.getByRole('option', { name: /Go to the log/ }).waitFor();
      await look('command palette');
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await look('keys');
    await go(page, '/log', /Watch log/);
    await page.getByRole('list', { name: 'Watch log' }).getByRole('listitem').first().waitFor();
    await look('log');
    await go(page, '/orders', /Orders/);
    await page.getByRole('button', { name: /^Fire or smoke/ }).click();
    await page.getByRole('region', { name: 'Signatures' }).waitFor();
    await look('an order');
    await page.getByRole('button', { name: /^(Write a new version|Go on with the draft)$/ }).click();
    await page.getByRole('button', { name: 'Save the draft' }).waitFor();
    await look('the editor of an order');
    await go(page, '/set-up', /Set up/);
    await page.getByText('Perimeter and gates panel').first().waitFor();
    await look('devices and links');
    await page.getByRole('button', { name: 'Add a panel' }).click();
    await page.getByRole('dialog').waitFor();
    await look('add a panel');
    await go(page, '/set-up/people', /Set up/);
    await page.getByText('Machine tokens').first().waitFor();
    await page.getByRole('button', { name: 'Enrol a phone for Lee Seung-min' }).waitFor();
    await look('people, phones and machine tokens');
    await page.getByRole('button', { name: 'Enrol a phone for Lee Seung-min' }).click();
    await page.getByRole('img', { name: /Picture code/ }).waitFor();
    await look('enrol a phone');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('dialog', { name: 'Add a person' }).waitFor();
    await look('add a person');
    expectClean(screen);
  });

  test('the guard page: not enrolled, home with and without a task, finishing, report, settings', async () => {
    const rso = await demo.as('rso');
    screen = await openPhone(browser, demo.url, { viewport });
    const { page } = screen;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await button('Enrol this phone').waitFor();
    await look('not enrolled');
    await page.getByRole('textbox', { name: 'Code' }).fill('WRONG-CODE');
    await button('Enrol this phone').click();
    await page.getByText(/used already or is too old/).waitFor();
    await look('a code that does not work');
    const { code } = (await rso.post('/people/usr_velez/enrolment')).body;
    await page.getByRole('textbox', { name: 'Code' }).fill(String(code));
    await button('Enrol this phone').click();
    await button('Start').waitFor();
    await look('enrolled');
    await button('Start').click();
    await page.getByRole('heading', { name: /^No task/ }).waitFor();
    await look('home without a task');
    const sent = await rso.post(`/alarms/${p1.id}/dispatch`, { responderId: 'rsp_velez' });
    expect(sent.status, sent.text).toBe(200);
    await page.getByRole('heading', { name: /Consular Window 3/ }).waitFor();
    await look('home with a task');
    await button('Accept').click();
    await button('I am there').click();
    await button('Done').click();
    await page.getByRole('heading', { name: 'What did you find?' }).waitFor();
    await look('finishing');
    await button('Done').click();
    await button('Report').click();
    await button('Send report').click();
    await page.getByText('Write what you saw first.').waitFor();
    await look('report');
    await button('Back').click();
    await button('Settings').click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await look('settings');
    expect(screen.faults.consoleErrors.filter((line) => !/410 \(Gone\).*\/api\/enrol/.test(line))).toEqual(
      [],
    );
    expect(screen.faults.refusedByPolicy).toEqual([]);
    expect(screen.faults.otherHosts).toEqual([]);
  });
});
