/* A post of one's own, from the code in the terminal to a shared console: who may do what, seen on the screens. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siaBody } from '../../src/edge/panel-dialler.ts';
import {
  DESK,
  enterDemo,
  expectClean,
  openBrowser,
  openConsole,
  openPhone,
  queueOf,
  signOn,
  words,
  type Screen,
} from '../support/browser.ts';
import { englishLeft } from '../support/languages.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

const ADMINISTRATOR = { name: 'Ines Calder', pin: '135706' };
const OFFICER = { name: 'Kim Min-ji', pin: '246810' };
const GUARD = { name: 'Aaron Velez', callSign: 'Rover 1' };

let post: TestPost;
let browser: Browser;
const screens: Screen[] = [];

beforeAll(async () => {
  post = await openTestPost();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

async function open(expected?: RegExp): Promise<Page> {
  const screen = await openConsole(browser, post.url, { viewport: DESK, expected });
  screens.push(screen);
  return screen.page;
}
let admin: Page;
let desk: Page;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function addPerson(person: {
  name: string;
  signIn: string;
  role: string;
  pin?: string;
  callSign?: string;
}): Promise<void> {
  await button(admin, 'Add a person').click();
  const sheet = admin.getByRole('dialog', { name: 'Add a person' });
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill(person.name);
  await sheet.getByRole('textbox', { name: 'Sign-in name' }).fill(person.signIn);
  await sheet.getByRole('combobox', { name: 'Role' }).click();
  await admin.getByRole('option', { name: person.role, exact: true }).click();
  if (person.callSign !== undefined)
    await sheet.getByRole('textbox', { name: /^Call sign/ }).fill(person.callSign);
  if (person.pin !== undefined) await sheet.getByRole('textbox', { name: /^PIN/ }).fill(person.pin);
  await button(admin, 'Save').click();
  await sheet.waitFor({ state: 'detached' });
  await admin
    .getByRole('table', { name: 'People' })
    .getByRole('row', { name: new RegExp(person.name) })
    .waitFor();
}

test('the one-time code from the terminal makes the administrator; a wrong one is told what to do', async () => {
  admin = await open(/410 \(Gone\)|422|403|401/);
  await admin.getByRole('textbox', { name: 'One-time code' }).fill('0000-0000');
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(ADMINISTRATOR.name);
  await admin.getByRole('textbox', { name: 'Sign-in name' }).fill('calder');
  await admin.getByRole('textbox', { name: 'Password' }).fill('a long enough word 4711');
  await admin.getByRole('textbox', { name: 'PIN' }).fill(ADMINISTRATOR.pin);
  await button(admin, 'Make the administrator').click();
  await admin
    .getByText(/Ask for a new one|stands in the terminal|too old/)
    .first()
    .waitFor();
  await admin.getByRole('textbox', { name: 'One-time code' }).fill(post.running.setupCode ?? '');
  await button(admin, 'Make the administrator').click();
  await admin.getByRole('navigation', { name: 'Screens' }).waitFor();
});

test('the administrator, who may not see the watch board or the log, is led to Set up', async () => {
  await admin.goto(post.url);
  await admin.getByRole('link', { name: 'People and phones' }).waitFor();
  expect(await admin.getByRole('link', { name: 'Watch' }).count()).toBe(0);
  await admin.goto(`${post.url}/log`);
  await admin.getByText('Your role may not see this').waitFor();
});

test('the administrator adds a watch officer with a PIN, and a guard', async () => {
  await admin.getByRole('link', { name: 'Set up' }).click();
  await admin.getByRole('link', { name: 'People and phones' }).click();
  await addPerson({ name: OFFICER.name, signIn: 'kim.m', role: 'Watch officer', pin: OFFICER.pin });
  await addPerson({ name: GUARD.name, signIn: 'velez', role: 'Guard', callSign: GUARD.callSign });
});

test('the officer signs on by tile and PIN; a wrong PIN is refused in words', async () => {
  desk = await open(/401|403/);
  await button(desk, new RegExp(OFFICER.name)).click();
  await desk.getByRole('textbox', { name: 'PIN' }).fill('111111');
  await desk.getByRole('textbox', { name: 'Seat' }).fill('Watch 1');
  await button(desk, 'Sign on').click();
  await desk.getByText('Name and password or PIN do not match. Check both and try again.').waitFor();
  await desk.reload();
  await signOn(desk, OFFICER);
  await desk.getByText('All quiet since').waitFor();
});

test('what the officer may not change is said, and is not offered', async () => {
  await desk.getByRole('link', { name: 'Set up' }).click();
  await desk.getByRole('link', { name: 'People and phones' }).click();
  await desk.getByText('Your role may look at people but not change them.').waitFor();
  expect(await button(desk, 'Add a person').count()).toBe(0);
  expect(await button(desk, /^Enrol a phone/).count()).toBe(0);
  expect(await desk.getByText('Machine tokens').count()).toBe(0);
  await desk.getByRole('link', { name: 'Devices and links' }).click();
  await desk.getByText(/Your role may look at panels but not change them/).waitFor();
  expect(await button(desk, 'Add a panel').count()).toBe(0);
});

test('a panel that nobody knows is registered from its notice with one tap', async () => {
  await desk.getByRole('link', { name: 'Watch' }).click();
  const panel = post.dialler({ account: '7F31' });
  expect(await panel.send({ token: 'SIA-DCS', dataBlock: siaBody('7F31', 'FA', '4', '') })).toBe(
    'acknowledged',
  );
  const queue = queueOf(desk);
  await queue.getByRole('option', { name: /^Priority 1/ }).waitFor();
  await queue.getByRole('option', { name: /^Priority 4/ }).click();
  await button(desk, 'Register this panel, account 7F31').click();
  await desk.getByText('Panel 7F31 is registered. Set its keys under Devices and links.').waitFor();
  await desk.goto(`${post.url}/set-up`);
  await desk.getByRole('table', { name: 'Panels' }).getByRole('row', { name: /7F31/ }).waitFor();
});

test('a phone is enrolled by the link in the picture code, which works once', async () => {
  await button(admin, `Enrol a phone for ${GUARD.name}`).click();
  const sheet = admin.getByRole('dialog');
  await sheet.getByRole('img', { name: `Picture code for the phone of ${GUARD.name}` }).waitFor();
  const link = (await sheet.getByText(/\/guard\/#enrol=/).textContent()) ?? '';
  const path = new URL(link).href.slice(post.url.length);

  const phone = await openPhone(browser, post.url, { path });
  await phone.page.getByText(GUARD.name).waitFor();
  await button(phone.page, 'Start').click();
  await phone.page
    .getByRole('status')
    .filter({ hasText: /^Connected$/ })
    .waitFor();
  expectClean(phone);

  const thief = await openPhone(browser, post.url, { path, expected: /410 \(Gone\)/ });
  await thief.page.getByText(/This code was used already or is too old/).waitFor();
  expectClean(thief);
});

test('a shared console asks for a PIN at each action, and the record names who it was', async () => {
  await button(desk, /^Kim Min-ji, /).click();
  await desk.getByRole('menuitem', { name: `Sign off ${OFFICER.name}` }).click();
  await signOn(desk, { ...OFFICER, shared: true });
  await desk.goto(post.url);
  const queue = queueOf(desk);
  await queue.getByRole('option', { name: /^Priority 1/ }).click();
  const sheet = desk.getByRole('dialog', { name: 'Whose action is this?' });
  const answer = async (pin: string): Promise<void> => {
    await sheet.getByRole('combobox', { name: 'Name' }).click();
    await desk.getByRole('option', { name: OFFICER.name, exact: true }).click();
    await sheet.getByRole('textbox', { name: 'PIN' }).fill(pin);
    await sheet.getByRole('button', { name: 'Confirm' }).click();
  };
  await desk.keyboard.press('a');
  await sheet.getByText('This console is shared. Say who you are with your PIN.').waitFor();
  await answer(OFFICER.pin);
  await desk.getByText('You have it.').waitFor();

  const note = desk.getByRole('textbox', { name: 'Write in the watch log, then Enter' });
  await note.fill('Relief arrived');
  await note.press('Enter');
  await sheet.waitFor();
  await answer('999999');
  await desk.getByText('The PIN does not match. Try again.').waitFor();
  if (!(await sheet.isVisible())) {
    await note.fill('Relief arrived');
    await note.press('Enter');
  }
  await answer(OFFICER.pin);
  const line = desk.getByRole('list', { name: 'Watch log' }).getByRole('listitem');
  await line.filter({ hasText: 'Relief arrived' }).filter({ hasText: OFFICER.name }).waitFor();
});

test('no screen broke the policy, asked another host or wrote an error that is not a refusal', () => {
  for (const screen of screens) expectClean(screen);
});

test('switched to Korean, the board holds no English word of the catalogue', async () => {
  const demo = await openTestPost({ demo: true });
  try {
    const screen = await openConsole(browser, demo.url);
    const { page } = screen;
    await enterDemo(page);
    // The same look finds plenty while the board is English: it is not blind.
    expect((await englishLeft(page, 'ko')).length).toBeGreaterThan(20);
    await button(page, /^Park Ji-won, /).click();
    await page.getByRole('menuitem', { name: '한국어' }).click();
    await queueOf(page, 'ko').getByRole('option').first().waitFor();
    await page.keyboard.press('j');
    const ko = words('ko');
    await page.getByRole('tab', { name: ko('watch.facts') }).waitFor();

    for (const tab of ['watch.doThis', 'watch.facts', 'watch.history']) {
      await page.getByRole('tab', { name: ko(tab) }).click();
      await page.getByRole('tabpanel', { name: ko(tab) }).waitFor();
      expect(await englishLeft(page, 'ko')).toEqual([]);
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    expectClean(screen);
  } finally {
    await demo.close();
  }
});
