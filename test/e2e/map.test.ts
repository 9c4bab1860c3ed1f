/* A14: the office draws its own floor, loads its city, and acts on an alarm from the map. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import type { Device } from '../../src/modules/technical/model.ts';
import type { MapView } from '../../src/modules/map/model.ts';
import {
  checkAxe,
  DESK,
  enterDemo,
  eventually,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  queueOf,
  showTheme,
  tabTo,
  type Screen,
} from '../support/browser.ts';
import { tinyPng } from '../support/pictures.ts';
import { tinyCity } from '../support/pmtiles.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';

let post: TestPost;
let browser: Browser;
let desk: Screen;
let rso: Person;
let device: Device;
beforeAll(async () => {
  post = await openTestPost({ demo: true });
  rso = await post.as('rso');
  const devices = (await rso.get('/devices')).body['devices'] as readonly Device[];
  const found = devices.find((one) => one.name.en === 'Consular back office');
  if (found === undefined) throw new Error('the demo has no such device');
  device = found;
  browser = await openBrowser({ webgl: 'drawn' });
  desk = await openConsole(browser, post.url, { expected: /status of (409|422) .*\/api\/map\// });
  // The demo's own seat is a watch officer's; floors are drawn by the RSO.
  const [name = '', value = ''] = rso.cookie().split('=');
  await desk.context.addCookies([{ name, value, url: post.url }]);
  await desk.page.reload();
  await queueOf(desk.page).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await post?.close();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await shot(desk.page, 'failed');
});
const shot = async (page: Page, name: string): Promise<void> => {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` });
};
async function looksWell(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `${name}, ${theme}`)).toEqual([]);
    // Another theme is another style of the map.
    if ((await page.locator('section[data-ready]').count()) > 0) await ready(page);
    await shot(page, `${name}-${theme}`);
  }
}
const ground = (page: Page) => page.getByRole('region', { name: 'Map', exact: true }).first();
const ready = (page: Page) =>
  eventually('the map is drawn', () => page.locator('section[data-ready="true"]').isVisible(), 30_000);
/** Clicks so many px from the middle of the map. */
async function click(page: Page, dx: number, dy: number): Promise<void> {
  const box = await page.locator('section[data-ready="true"]').boundingBox();
  if (box === null) throw new Error('no map');
  await page.mouse.move(box.x + box.width / 2 + dx, box.y + box.height / 2 + dy);
  await page.mouse.down();
  await page.mouse.up();
}
const drawn = async () => ((await rso.get('/map')).body as unknown as MapView).floors[0]?.objects ?? [];
const things = (page: Page) =>
  page.getByRole('region', { name: /^Drawn on this floor/ }).getByRole('listitem');

test('the office adds a floor and lays its plan under it; an SVG is refused with what to do', async () => {
  const { page } = desk;
  await page.getByRole('link', { name: 'Set up' }).click();
  await page.getByRole('navigation', { name: 'Set up' }).getByRole('link', { name: 'Map' }).click();
  await page.getByText('No floor is drawn yet.').waitFor();
  await page.getByText(/None is loaded: the floors lie on a plain ground/).waitFor();
  await page.getByRole('textbox', { name: 'Name of the floor' }).fill('Ground floor');
  await page.getByRole('button', { name: 'Add the floor' }).click();
  await ready(page);
  const lay = page.locator('input[type=file][accept*=png]');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  await lay.setInputFiles({ name: 'plan.svg', mimeType: 'image/svg+xml', buffer: svg });
  await page.getByText(/Only PNG and JPEG pictures can be a plan/).waitFor();
  await lay.setInputFiles({ name: 'plan.png', mimeType: 'image/png', buffer: tinyPng(600, 400) });
  await page.getByRole('textbox', { name: 'Width, m' }).fill('90');
  await page.keyboard.press('Enter');
  await page.getByText('Not saved yet').waitFor();
});

test('a building, a door and a camera are drawn by mouse, named, bound, undone and saved', async () => {
  const { page } = desk;
  await ready(page);
  const tools = page.getByRole('group', { name: 'Tools' });
  await tools.getByRole('button', { name: 'Building' }).click();
  for (const [x, y] of [
    [-120, -80],
    [120, -80],
    [120, 80],
    [-120, 80],
  ] as const)
    await click(page, x, y);
  await page.keyboard.press('Enter');
  await things(page).filter({ hasText: 'Building' }).waitFor();
  const chosen = page.getByRole('region', { name: 'Chosen thing' });
  await chosen.getByRole('textbox', { name: 'Name' }).fill('Chancery');
  await page.keyboard.press('Enter');
  await things(page).filter({ hasText: 'Chancery' }).waitFor();
  await tools.getByRole('button', { name: 'Camera' }).click();
  await click(page, 60, 30);
  await things(page).filter({ hasText: 'Camera' }).waitFor();
  await chosen.getByRole('combobox', { name: 'Stands for the device' }).click();
  await page.getByRole('option', { name: device.name.en, exact: true }).click();
  await tools.getByRole('button', { name: 'Door' }).click();
  await click(page, -60, 80);
  await expect.poll(() => things(page).count()).toBe(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => things(page).count()).toBe(2);
  await page.getByRole('button', { name: 'Do again' }).click();
  await expect.poll(() => things(page).count()).toBe(3);
  await looksWell(page, 'drawing');
  await page.getByRole('button', { name: 'Save the floor' }).click();
  await page.getByText(/^Saved: revision \d+, by /).waitFor();
  const saved = await drawn();
  expect(saved.map((one) => [one.kind, one.name, one.shape.length])).toEqual([
    ['building', 'Chancery', 4],
    ['camera', '', 1],
    ['door', '', 1],
  ]);
  expect(saved[1]?.bound).toBe(device.id);
});

test('without a mouse: a post is put in the middle, moved by arrow keys, and removed', async () => {
  const { page } = desk;
  await page.getByRole('group', { name: 'Tools' }).getByRole('button', { name: 'Guard post' }).press('Enter');
  await page.getByRole('button', { name: 'Put it in the middle' }).press('Enter');
  const line = things(page).filter({ hasText: 'Guard post' }).getByRole('button');
  await line.press('ArrowUp');
  await line.press('Shift+ArrowRight');
  await page.getByRole('button', { name: 'Save the floor' }).press('Enter');
  await page.getByText(/^Saved: revision/).waitFor();
  expect((await drawn()).map((one) => one.kind)).toContain('post');
  await line.press('Delete');
  await expect.poll(() => things(page).count()).toBe(3);
  await page.getByRole('button', { name: 'Save the floor' }).click();
  await page.getByText(/^Saved: revision/).waitFor();
});

test('a drawn thing is dragged by mouse', async () => {
  const { page } = desk;
  const before = (await drawn()).find((one) => one.kind === 'door');
  await click(page, -60, 80);
  await page.getByRole('region', { name: 'Chosen thing' }).waitFor();
  await click(page, -60, 80);
  const box = await page.locator('section[data-ready="true"]').boundingBox();
  if (box === null) throw new Error('no map');
  const [x, y] = [box.x + box.width / 2 - 60, box.y + box.height / 2 + 80];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(x + step * 8, y);
  await page.mouse.up();
  await page.getByText('Not saved yet').waitFor();
  await page.getByRole('button', { name: 'Save the floor' }).click();
  await page.getByText(/^Saved: revision/).waitFor();
  const after = (await drawn()).find((one) => one.kind === 'door');
  expect(after?.shape[0]?.lon ?? 0).toBeGreaterThan(before?.shape[0]?.lon ?? 0);
});

test('who saved meanwhile is named, and GeoJSON is read or refused with the number of the feature', async () => {
  const { page } = desk;
  const [floor] = ((await rso.get('/map')).body as unknown as MapView).floors;
  const load = page.locator('input[type=file][accept*=geojson]');
  const put = (value: unknown) =>
    load.setInputFiles({
      name: 'a.geojson',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(value)),
    });
  await put({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: ['x', 1] } }],
  });
  await page.getByText(/^Feature 1 has coordinates that are no longitude/).waitFor();
  const at = floor?.objects[1]?.shape[0] ?? { lat: 0, lon: 0 };
  const label = {
    type: 'Feature',
    properties: { kind: 'checkpoint', name: 'North check' },
    geometry: { type: 'Point', coordinates: [at.lon, at.lat + 0.0002] },
  };
  await put({ type: 'FeatureCollection', features: [label] });
  await things(page).filter({ hasText: 'North check' }).waitFor();
  const other = await rso.post(`/map/floors/${floor?.id}/drawing`, {
    revision: floor?.revision,
    objects: floor?.objects,
  });
  expect(other.status).toBe(200);
  await page.getByRole('button', { name: 'Save the floor' }).click();
  await page.getByText(/^The rso saved this floor meanwhile\. Your drawing is kept here/).waitFor();
  expect(await things(page).count()).toBe(4);
  await page.getByRole('button', { name: 'Load theirs' }).click();
  await expect.poll(() => things(page).count()).toBe(3);
});

test('an administrator loads a city map; what is none is refused', async () => {
  const { page } = desk;
  const load = page.locator('input[type=file][accept=".pmtiles"]');
  await load.setInputFiles({
    name: 'x.pmtiles',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(400),
  });
  await page.getByText(/This is no PMTiles file of version 3/).waitFor();
  const tiles = page.waitForResponse(
    (answer) => answer.url().includes('/api/map/basemap/bsm_') && answer.status() === 206,
  );
  await load.setInputFiles({
    name: 'seoul.pmtiles',
    mimeType: 'application/octet-stream',
    buffer: tinyCity(),
  });
  await page.getByText(/^seoul\.pmtiles, 0\.1 MB, loaded /).waitFor();
  await tiles;
});

/** An event of the panel in the consular section: a zone that opens, or a button of somebody. */
async function alarm(event: string, zoneOrUser: string): Promise<void> {
  const sent = post
    .dialler()
    .send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', event, '1', zoneOrUser) });
  expect(await sent).toBe('acknowledged');
}
const act = (page: Page) => page.getByRole('region', { name: 'Act on the alarm' });

test('A14: an alarm stands where its device is drawn; it is taken and answered from the map by mouse', async () => {
  const { page } = desk;
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await ready(page);
  await alarm('130', '5');
  const mark = ground(page)
    .getByRole('button', { name: /intrusion/i })
    .first();
  await mark.click();
  await act(page).getByRole('button', { name: 'Take it' }).click();
  await act(page).getByRole('button', { name: 'Take it' }).waitFor({ state: 'detached' });
  await act(page)
    .getByRole('button', { name: /^Send / })
    .click();
  await act(page)
    .getByText(/^On the way: /)
    .waitFor();
  await looksWell(page, 'map');
  await act(page).getByRole('button', { name: 'Open detail' }).click();
  await page
    .getByRole('complementary', { name: 'Selected alarm' })
    .getByText(/The rso has it/)
    .waitFor();
  await shot(page, 'map-detail');
});

test('A14: the same by keyboard alone, through the list of what is on the map', async () => {
  const { page } = desk;
  await page.getByRole('link', { name: 'Watch' }).click();
  await alarm('121', '3');
  await queueOf(page)
    .getByRole('option', { name: /Duress/ })
    .first()
    .waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  const line = page
    .getByRole('region', { name: 'Open alarms' })
    .getByRole('button', { name: /Duress/ })
    .first();
  await line.waitFor();
  await tabTo(page, line);
  await page.keyboard.press('Enter');
  const take = act(page).getByRole('button', { name: 'Take it' });
  await take.waitFor();
  await tabTo(page, take, 400);
  await page.keyboard.press('Enter');
  await take.waitFor({ state: 'detached' });
  const send = act(page).getByRole('button', { name: /^Send / });
  await tabTo(page, send, 400);
  await page.keyboard.press('Enter');
  await act(page)
    .getByText(/^On the way: /)
    .waitFor();
});

test('the second window is live, follows what the console selects, and a phone has the list under the map', async () => {
  const { page, context } = desk;
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Second window' }).click();
  const second = await opened;
  await second.setViewportSize(DESK);
  await second.getByText('Follows the alarm that the console selects.').waitFor();
  expect(await second.getByRole('navigation', { name: 'Screens' }).count()).toBe(0);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  const row = queueOf(page).getByRole('option').first();
  await row.click();
  await act(second).waitFor();
  await shot(second, 'second-window');
  await second.setViewportSize(PHONE);
  await second.getByRole('region', { name: 'Open alarms' }).waitFor();
  expect(await second.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await looksWell(second, 'map-phone');
  await second.close();
});

test('without WebGL the drawn plan stands in its place, and the alarm is acted on all the same', async () => {
  const plain = await openBrowser({ webgl: 'none' });
  const screen = await openConsole(plain, post.url);
  await enterDemo(screen.page);
  await screen.page.keyboard.press('g');
  await screen.page.keyboard.press('m');
  await screen.page.getByText(/This browser has no WebGL 2/).waitFor();
  await ground(screen.page).locator('[data-mark]').first().click();
  await act(screen.page).waitFor();
  await looksWell(screen.page, 'map-plain');
  expectClean(screen);
  await plain.close();
});

test('no page reached out, broke its rules, or complained', () => {
  expectClean(desk);
});
