/* npm run demo, as a newcomer meets it: the built server in a process of its own, and the script on the panel's wire. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  enterDemo,
  expectClean,
  openBrowser,
  openConsole,
  openPhone,
  picture,
  PHONE,
  queueOf,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { freePort, startServer, type ServerProcess } from '../support/server-process.ts';

const DEMO = /^DEMO\. /;
const FIRST_ALARM_WITHIN_MS = 30_000;

let dataDir: string;
let server: ServerProcess;
let browser: Browser;
let url: string;
let desk: Screen;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'post-one-demo-'));
  const port = await freePort();
  const began = performance.now();
  // No DATABASE_URL: the built-in database, as after npm run demo.
  server = await startServer({ dataDir, port, dc09Port: await freePort(), demo: true });
  console.log(`from the start of the process to "ready": ${Math.round(performance.now() - began)} ms`);
  url = `http://127.0.0.1:${port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

test('the terminal says the address and what to press', () => {
  expect(server.output()).toContain(`Post One is ready:  ${url}/`);
  expect(server.output()).toContain('press "Try the demo post"');
});

test('the first alarm is on the board within 30 seconds of opening the page, from the panel through the socket', async () => {
  const opened = performance.now();
  desk = await openConsole(browser, url);
  await desk.page.getByText(DEMO).first().waitFor();
  await enterDemo(desk.page);
  const row = queueOf(desk.page).getByRole('option', {
    name: 'Priority 3, Door held open, Service gate turnstile, not acknowledged',
  });
  await row.waitFor({ timeout: FIRST_ALARM_WITHIN_MS });
  const tookMs = performance.now() - opened;
  console.log(`from opening the page to the first alarm: ${(tookMs / 1000).toFixed(1)} s`);
  expect(tookMs).toBeLessThan(FIRST_ALARM_WITHIN_MS);

  await row.click();
  const { page } = desk;
  await page.getByRole('tab', { name: 'Facts' }).click();
  await page.getByRole('tabpanel', { name: 'Facts' }).getByText('dc09:1002').waitFor();
});

test('every screen of the desk is marked DEMO', async () => {
  const { page } = desk;
  for (const path of ['/', '/log', '/set-up', '/set-up/people']) {
    await page.goto(`${url}${path}`);
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    await page.getByText(DEMO).first().waitFor();
  }
  await page.goto(url);
  await queueOf(page).getByRole('option').first().waitFor();
  expectClean(desk);
  await desk.close();
});

test('so is sign on, the board on a phone, and the guard page', async () => {
  desk = await openConsole(browser, url, { viewport: PHONE });
  const { page } = desk;
  await page.getByText(DEMO).first().waitFor();
  await page.getByRole('button', { name: 'Sign on as somebody else' }).click();
  await page.getByText(DEMO).first().waitFor();
  await signOn(page, { name: 'Helen Marsh', pin: '135701' });
  await queueOf(page).waitFor();
  await page.getByText(DEMO).first().waitFor();
  await page.goto(`${url}/set-up/people`);
  await page.getByRole('button', { name: 'Enrol a phone for Aaron Velez' }).click();
  const address = await page
    .getByRole('dialog')
    .getByText(/^http:.*\/guard\/#enrol=/)
    .textContent();

  const phone = await openPhone(browser, url, { path: new URL(address ?? '').href.slice(url.length) });
  await phone.page.getByRole('button', { name: 'Start' }).click();
  await phone.page.getByText(DEMO).first().waitFor();
  for (const name of ['Report', 'Settings']) {
    await phone.page.getByRole('button', { name, exact: true }).click();
    await phone.page.getByText(DEMO).first().waitFor();
    await phone.page.getByRole('button', { name: 'Back' }).click();
  }
  expectClean(phone);
  expectClean(desk);
});

// Not a test of anything: it is there only when pictures are asked for.
if (process.env['PICTURES'] === '1')
  test('a picture of the demo board whose server is gone', pictureOfNotLive);

async function pictureOfNotLive(): Promise<void> {
  desk = await openConsole(browser, url, { expected: /ERR_/ });
  await enterDemo(desk.page);
  await desk.page.keyboard.press('j');
  await desk.page
    .getByRole('heading', { level: 2, name: 'Door held open, Service gate turnstile' })
    .waitFor();
  await server.stop();
  await desk.page.getByRole('alert').filter({ hasText: 'Not live' }).waitFor();
  await picture(desk.page, 'not-live');
}
