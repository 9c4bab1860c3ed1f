/* The siren as people meet it: set up by the RSO, heard for a call for help, silenced by the officer. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import {
  checkAxe,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let browser: Browser;
let rso: Screen;
let officer: Screen;
let relay: Server;
const heard: string[] = [];
beforeAll(async () => {
  relay = createServer((request, reply) => {
    heard.push(request.url ?? '');
    reply.writeHead(204).end();
  });
  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
  post = await openTestPost({ demo: true });
  await post.as('rso');
  await post.as('watch-officer');
  browser = await openBrowser();
  rso = await openConsole(browser, post.url);
  officer = await openConsole(browser, post.url);
  for (const [screen, name] of [
    [rso, 'The rso'],
    [officer, 'The watch-officer'],
  ] as const) {
    await screen.page.getByRole('button', { name: 'Sign on as somebody else' }).click();
    await signOn(screen.page, { name, pin: '246810' });
  }
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
  relay?.close();
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

test('the RSO writes the address of the relay, is told what is wrong with another, and tests it', async () => {
  const { page } = rso;
  await page.goto(new URL('/set-up/watch', post.url).href);
  const address = page.getByRole('textbox', { name: 'Address' });
  await address.fill('ftp://10.0.0.1/on');
  await page
    .getByRole('textbox', { name: /^Secret/ })
    .or(page.getByLabel(/^Secret/))
    .fill('Bearer xyz');
  await page.getByRole('button', { name: 'Save the siren' }).click();
  await page.getByText(/begins with http/).waitFor();
  const { port } = relay.address() as AddressInfo;
  await address.fill(`http://127.0.0.1:${port}/relay?turn={state}`);
  await page.getByRole('button', { name: 'Save the siren' }).click();
  await page.getByText('Saved. It holds from now on.').waitFor();
  await page.getByRole('button', { name: 'Sound it for 2 s' }).click();
  await page.getByText('Asked. Did it sound?').waitFor();
  await post.until('the relay is called', async () => heard.includes('/relay?turn=off'));
  expect(heard).toEqual(['/relay?turn=on', '/relay?turn=off']);
  await page
    .getByRole('region', { name: 'The last times' })
    .getByText(/Its seconds were over/)
    .waitFor();
  await look(page, 'siren-settings');
  await page.setViewportSize(PHONE);
  await look(page, 'siren-settings-phone');
});

test('a call for help sounds it; the officer silences it, and the alarm stays', async () => {
  heard.length = 0;
  await post.dialler().send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', '121', '1', '3') });
  const { page } = officer;
  await page.getByText(/^The siren sounds for A-\d+\.$/).waitFor();
  await look(page, 'siren-on');
  await page.getByRole('button', { name: 'Silence the siren' }).click();
  await page.getByText(/^The siren sounds for/).waitFor({ state: 'hidden' });
  expect(heard).toEqual(['/relay?turn=on', '/relay?turn=off']);
  expect((await post.running.watch.board()).alarms.some((alarm) => alarm.kind === 'duress')).toBe(true);
  expectClean(officer);
});

test('a siren that does not answer is told on every console', async () => {
  await new Promise((done) => relay.close(done));
  await (await post.as('rso')).post('/siren/test');
  await officer.page.getByText(/The siren cannot be sounded: it refuses the connection/).waitFor();
});
