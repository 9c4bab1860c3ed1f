/* The server dies under an open board: the board says so, loses its colour, and later misses nothing. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDialler, siaBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  checkAxe,
  eventually,
  expectClean,
  mostColour,
  openBrowser,
  openConsole,
  queueOf,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { openCable, type Cable } from '../support/cable.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort, startServer, type ServerProcess, type ServerSetting } from '../support/server-process.ts';

/** A grey pixel may be off by so much where a letter's edge is smoothed. */
const GREY = 2;
const OFFICER = { name: 'Park Ji-won', signIn: 'park', role: 'watch-officer', pin: '246801' };

let database: TestDatabase;
let setting: ServerSetting;
let server: ServerProcess;
let cable: Cable;
let browser: Browser;
let desk: Screen;
let panel: Dialler;

beforeAll(async () => {
  database = await openTestDatabase();
  setting = {
    dataDir: `${database.dataDir}/post`,
    databaseUrl: database.url,
    port: await freePort(),
    dc09Port: await freePort(),
  };
  server = await startServer(setting);
  await setUpPost(server.output());
  cable = await openCable(setting.port);
  browser = await openBrowser();
  panel = createDialler({
    host: '127.0.0.1',
    port: setting.dc09Port,
    transport: 'tcp',
    account: '4001',
    key: null,
    clock: systemClock,
    timeoutMs: 3_000,
  });
});
afterAll(async () => {
  panel?.close();
  await browser?.close();
  await cable?.close();
  await server?.stop();
  await database?.close();
});

/** The administrator by the code from the terminal, the officer, and one panel. */
async function setUpPost(output: string): Promise<void> {
  const code = /First sign-in code: (\S+)/.exec(output)?.[1];
  let cookie = '';
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${setting.port}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    cookie = (answer.headers.get('set-cookie') ?? cookie).split(';')[0] ?? '';
  };
  await post('/setup/administrator', {
    code,
    name: 'Ines Calder',
    signIn: 'calder',
    password: 'a long enough word 4711',
    pin: '135706',
  });
  await post('/people', OFFICER);
  await post('/panels', { account: '4001', name: 'Chancery panel' });
}

const send = async (code: string, point: string): Promise<void> => {
  expect(await panel.send({ token: 'SIA-DCS', dataBlock: siaBody('4001', code, point, '') })).toBe(
    'acknowledged',
  );
};
const rows = (): Locator => queueOf(desk.page).getByRole('option');
const selected = (): Locator => queueOf(desk.page).getByRole('option', { selected: true });
const detail = (): Locator => desk.page.getByRole('complementary', { name: 'Selected alarm' });
const notLive = (): Locator => desk.page.getByRole('alert').filter({ hasText: 'Not live' });
const logLine = (text: string): Locator =>
  desk.page.getByRole('list', { name: 'Watch log' }).getByRole('listitem').filter({ hasText: text });

test('an officer looks at four coloured alarms and has chosen the second', async () => {
  desk = await openConsole(browser, cable.url, {
    expected: /ERR_(CONNECTION_|EMPTY_RESPONSE|INCOMPLETE|NETWORK|SOCKET)/,
  });
  await signOn(desk.page, OFFICER);
  await desk.page.getByText('All quiet since').waitFor();
  for (const [code, point] of [
    ['YT', '4'],
    ['TA', '3'],
    ['BA', '2'],
    ['HA', '1'],
  ] as const)
    await send(code, point);
  await rows().nth(3).waitFor();
  await desk.page.keyboard.press('j');
  await desk.page.keyboard.press('j');
  await detail()
    .getByRole('button', { name: /^Acknowledge/ })
    .waitFor();
  expect(await selected().getAttribute('aria-posinset')).toBe('2');
  expect(await mostColour(browser, queueOf(desk.page))).toBeGreaterThan(100);
});

test('the server is killed: within 15 seconds the board says "Not live"', async () => {
  await server.kill();
  const tookMs = await eventually('the white bar', () => notLive().isVisible(), 15_000);
  console.log(`from the kill to "Not live": ${(tookMs / 1000).toFixed(1)} s`);
  expect(tookMs).toBeLessThan(15_000);
});

test('no coloured pixel is left in the queue, nor in the detail beside it', async () => {
  expect(await mostColour(browser, queueOf(desk.page))).toBeLessThanOrEqual(GREY);
  expect(await mostColour(browser, detail())).toBeLessThanOrEqual(GREY);
  expect(await checkAxe(desk.page, 'not live')).toEqual([]);
});

test('nothing can be sent now: acknowledging has become a note that is kept on this desk', async () => {
  const { page } = desk;
  expect(
    await detail()
      .getByRole('button', { name: /^Acknowledge/ })
      .count(),
  ).toBe(0);
  expect(
    await detail()
      .getByRole('button', { name: /^Dispatch/ })
      .isDisabled(),
  ).toBe(true);
  await page.keyboard.press('a');
  expect(await selected().getAttribute('aria-posinset')).toBe('2');
  await detail().getByRole('button', { name: 'Note, send later' }).click();
  await page.keyboard.type('Guard sent by radio, 18:42');
  await page.keyboard.press('Enter');
  await detail().getByText('1 note is kept on this desk, sent when live.').waitFor();
});

test('what happened while the board was cut off is there once it is live again, each thing once', async () => {
  const { page } = desk;
  const before = await selected().textContent();
  cable.cut();
  server = await startServer(setting);
  // Nobody at this desk hears any of it.
  await send('FA', '7');
  await send('BA', '8');
  expect(await notLive().isVisible()).toBe(true);
  expect(await rows().count()).toBe(4);

  cable.mend();
  await notLive().waitFor({ state: 'detached' });
  await rows().nth(5).waitFor();
  await logLine('Guard sent by radio, 18:42').waitFor();
  expect(await rows().count()).toBe(6);
  for (const title of [/^Priority 1, .*7/, /^Priority 2, .*8/])
    expect(await queueOf(page).getByRole('option', { name: title }).count(), String(title)).toBe(1);
  expect(await logLine('raised').count()).toBe(6);
  expect(await logLine('Guard sent by radio, 18:42').count()).toBe(1);
  expect(await detail().getByText('kept on this desk').count()).toBe(0);

  expect((await selected().textContent())?.slice(0, 40)).toBe(before?.slice(0, 40));
  expect(await mostColour(browser, queueOf(page))).toBeGreaterThan(100);
  await detail()
    .getByRole('button', { name: /^Acknowledge/ })
    .waitFor();
});

test('the ledger holds the note once, and what the board shows is what the ledger says', async () => {
  const kinds = await database.pool.query<{ kind: string; n: number }>(
    'select kind, count(*)::int as n from ledger_entries group by kind',
  );
  const count = Object.fromEntries(kinds.rows.map(({ kind, n }) => [kind, n]));
  expect(count['alarm.noted']).toBe(1);
  expect(count['alarm.raised']).toBe(6);
  expectClean(desk);
});
