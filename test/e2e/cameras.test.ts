/* B1 to B8: cameras with their alarms, live, footage holds, evidence, rights, and a camera that goes away. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdBody, type Dialler } from '../../src/edge/panel-dialler.ts';
import {
  checkAxe,
  expectClean,
  openBrowser,
  openConsole,
  PHONE,
  queueOf,
  showTheme,
  signOn,
  type Screen,
} from '../support/browser.ts';
import { hasFfmpeg, hasGstreamer } from '../support/debian.ts';
import { startCamera, type SimulatedCamera } from '../support/onvif-camera.ts';
import { openTestPost, type Person, type TestPost } from '../support/post-one.ts';
import { startRtspSource, type RtspSource } from '../support/rtsp-source.ts';

const LOGIN = { username: 'operator', password: 'gate-7' };
const hasVideo = hasFfmpeg() && hasGstreamer();
let post: TestPost;
let line: Dialler;
let browser: Browser;
let desk: Screen;
let chief: Screen;
let officer: Person;
let rso: Person;
let camera: SimulatedCamera;
let source: RtspSource | null = null;
beforeAll(async () => {
  post = await openTestPost();
  await post.as('administrator');
  rso = await post.as('rso');
  officer = await post.as('watch-officer');
  await post.as('technician');
  if (hasVideo) source = await startRtspSource({ ...LOGIN, digest: true });
  camera = await startCamera({ host: '192.0.2.77', rtspPort: source?.port ?? 9 });
  if (hasVideo) camera.picture = await testPicture();
  await rso.post('/panels', { account: '1001', name: 'Chancery' });
  for (const [name, point] of [
    ['Gate', '5'],
    ['Car park', '6'],
  ]) {
    const zone = (await rso.post('/zones', { name: { en: name } })).body['zone'] as { id: string };
    const device = {
      name: { en: `${name} beam` },
      kind: 'beam',
      source: 'dc09:1001',
      point,
      zoneId: zone.id,
    };
    expect((await rso.post('/devices', device)).status).toBe(201);
  }
  line = post.dialler({ timeoutMs: 20_000 });
  browser = await openBrowser();
  // Rights that are missing and cameras that are away are refused, which the browser writes down.
  const expected = /(403|422|503) .*\/(cameras|frames|holds|camera-groups)/;
  desk = await openConsole(browser, post.url, { expected });
  await signOn(desk.page, { name: 'The watch-officer', pin: '246810' });
  chief = await openConsole(browser, post.url, { expected });
  await signOn(chief.page, { name: 'The rso', pin: '246810' });
});
afterAll(async () => {
  await browser?.close();
  await camera?.stop();
  await source?.stop();
  await post?.close();
});

/** A picture that people can judge: Debian's ffmpeg draws it. */
async function testPicture(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'picture-'));
  const path = join(folder, 'picture.jpg');
  const draw = '-nostdin -loglevel error -f lavfi -i testsrc2=size=640x360 -frames:v 1';
  execFileSync('ffmpeg', [...draw.split(' '), path]);
  const bytes = await readFile(path);
  await rm(folder, { recursive: true });
  return bytes;
}
const alarmAt = (point: string, code = '130') =>
  line.send({ token: 'ADM-CID', dataBlock: contactIdBody('1001', '1', code, '1', point) });
async function looksWell(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS'];
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme);
    expect(await checkAxe(page, `${name}, ${theme}`)).toEqual([]);
    if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}-${theme}.png` });
  }
}
async function choose(page: Page, list: string, option: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: list }).click();
  await page.getByRole('option', { name: option }).click();
}

test('the engineer adds a camera by its address; a wrong password is said and keeps what was typed', async () => {
  const tech = await openConsole(browser, post.url, { expected: /(422|503) .*\/cameras/ });
  await signOn(tech.page, { name: 'The technician', pin: '246810' });
  const { page } = tech;
  await page.goto(`${post.url}/set-up/cameras`);
  await page.getByText('No cameras').waitFor();
  await page.getByRole('button', { name: 'Add a camera' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add a camera' });
  await sheet.getByRole('textbox', { name: 'Address', exact: true }).fill('127.0.0.1');
  await sheet.getByRole('textbox', { name: 'Port' }).fill(String(camera.port));
  await sheet.getByRole('textbox', { name: 'User name' }).fill(LOGIN.username);
  await sheet.getByLabel('Password').fill('wrong');
  await sheet.getByRole('button', { name: 'Ask the camera' }).click();
  await sheet.getByText('The camera refuses the user name or the password.').waitFor();
  await sheet.getByLabel('Password').fill(LOGIN.password);
  await sheet.getByRole('button', { name: 'Ask the camera' }).click();
  await sheet.getByText('It answers: Post One Simulated Gate. 2 presets.').waitFor();
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Gate camera');
  await choose(page, 'Zone', 'Gate');
  await looksWell(page, 'camera form');
  await sheet.getByRole('button', { name: 'Add a camera' }).click();
  const row = page
    .getByRole('table', { name: 'Cameras' })
    .getByRole('row')
    .filter({ hasText: 'Gate camera' });
  await row.filter({ hasText: 'Post One Simulated Gate' }).waitFor();
  await post.running.cameraWatch.look();
  await page.reload();
  await row.filter({ hasText: 'Answers' }).waitFor();
  await looksWell(page, 'camera setup');
  expectClean(tech);
  await tech.close();
});

test('B1: an alarm brings its camera, with the picture of the moment; one press shows it live', async () => {
  const { page } = desk;
  expect(await alarmAt('5')).toBe('acknowledged');
  await queueOf(page)
    .getByRole('option', { name: /Intrusion, Gate beam/ })
    .click();
  const cameras = page.getByRole('region', { name: 'Cameras that see the place' });
  const picture = cameras.getByRole('img', { name: 'Picture of Gate camera' });
  await picture.waitFor();
  await page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>('img[alt="Picture of Gate camera"]');
    return image !== null && image.naturalWidth > 0;
  });
  await looksWell(page, 'alarm with camera');
  await cameras.getByRole('button', { name: 'Open camera Gate camera' }).click();
  const sheet = page.getByRole('dialog', { name: 'Gate camera' });
  if (hasVideo) {
    await sheet.getByText('Live', { exact: true }).waitFor();
    // It moves: frames are decoded, and more of them a second later.
    const shown = () =>
      sheet
        .locator('video')
        .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
    const before = await shown();
    await expect.poll(shown, { timeout: 10_000 }).toBeGreaterThan(before + 10);
  }
  await looksWell(page, 'camera live');
  await sheet.getByRole('button', { name: 'Car park' }).click();
  await sheet.getByText('Turned to Car park.').waitFor();
  expect(camera.turned).toEqual(['2']);
  await sheet.getByRole('button', { name: 'Keep this picture' }).click();
  await sheet.getByText('Kept, and written in the log.').waitFor();
  await expect.poll(() => sheet.getByRole('img', { name: 'Picture of Gate camera' }).count()).toBe(2);
});

test('B2: from the alarm, footage is held until a date, with a reason', async () => {
  const { page } = desk;
  const sheet = page.getByRole('dialog', { name: 'Gate camera' });
  await sheet.getByRole('tab', { name: 'Hold footage' }).click();
  expect(await sheet.getByRole('button', { name: 'Hold this footage' }).isDisabled()).toBe(true);
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('Man at the fence, police told');
  await looksWell(page, 'hold form');
  await sheet.getByRole('button', { name: 'Hold this footage' }).click();
  await sheet.getByText('The footage is held.').waitFor();
  await sheet.getByRole('tab', { name: 'Kept pictures' }).click();
  await sheet.getByText('Held', { exact: true }).first().waitFor();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByRole('list', { name: 'History' })
    .getByText(/Footage of 1 camera held: Man at the fence/)
    .waitFor();
});

test('B3: the list of holds: extended by who may hold, released by who may delete, all in the log', async () => {
  const { page } = desk;
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Open camera Gate camera' }).waitFor();
  if (hasVideo) await page.locator('button img').first().waitFor();
  await looksWell(page, 'camera grid');
  await page.getByRole('tab', { name: 'Holds on footage' }).click();
  const row = page
    .getByRole('table', { name: 'Holds on footage' })
    .getByRole('row')
    .filter({ hasText: 'Man at the fence' });
  await row.waitFor();
  await looksWell(page, 'hold list');
  expect(await row.getByRole('button', { name: /Release/ }).count()).toBe(0);
  await row.getByRole('button', { name: /Extend/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Extend the hold' });
  await sheet.getByLabel('Hold until').fill('2028-06-01T12:00');
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('Court date');
  await sheet.getByRole('button', { name: 'Extend' }).click();
  await row.filter({ hasText: '2028-06-01' }).waitFor();
  await chief.page.goto(`${post.url}/cameras`);
  await chief.page.getByRole('tab', { name: 'Holds on footage' }).click();
  await chief.page.getByRole('button', { name: /Release the hold/ }).click();
  const release = chief.page.getByRole('dialog', { name: 'Release the hold' });
  await release.getByText('The footage may then be lost').waitFor();
  await release.getByRole('textbox', { name: 'Reason' }).fill('Case closed');
  await release.getByRole('button', { name: 'Release' }).click();
  await chief.page.getByText('No footage is held').waitFor();
  await chief.page.getByRole('checkbox', { name: 'Also those that are over' }).click();
  await chief.page.getByText('Released: The rso. Case closed').waitFor();
  await page.goto(`${post.url}/log`);
  for (const words of [
    'held: Man at the fence',
    'Hold on footage extended: Court date',
    'Hold on footage released: Case closed',
  ])
    await page.getByText(words).first().waitFor();
});

test('B4: the RSO saves the evidence of the alarm: pictures, notes and story in one file', async () => {
  const { page } = chief;
  await page.goto(post.url);
  await queueOf(page)
    .getByRole('option', { name: /Intrusion, Gate beam/ })
    .click();
  await page.getByRole('textbox', { name: /Add to log for this alarm/ }).fill('Fence is whole');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Watch log' }).getByText('Fence is whole').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save evidence' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^evidence-.*\.tar$/);
  const folder = await mkdtemp(join(tmpdir(), 'saved-'));
  const path = join(folder, 'e.tar');
  await download.saveAs(path);
  const names = execFileSync('tar', ['-tf', path], { encoding: 'utf8' });
  expect(names).toMatch(/pictures\/frm_\w+\.jpg/);
  const [story = ''] = names.split('\n').filter((name) => name.endsWith('STORY.html'));
  expect(execFileSync('tar', ['-xOf', path, story], { encoding: 'utf8' })).toContain('Fence is whole');
  await rm(folder, { recursive: true });
  // Who may see but not export has no such button.
  await desk.page.goto(post.url);
  await queueOf(desk.page)
    .getByRole('option', { name: /Intrusion, Gate beam/ })
    .click();
  await desk.page.getByRole('region', { name: 'Cameras that see the place' }).waitFor();
  expect(await desk.page.getByRole('button', { name: 'Save evidence' }).count()).toBe(0);
});

test('B5 to B7: the RSO gives rights by role and by person; to delete is a right apart', async () => {
  const { page } = chief;
  await page.goto(`${post.url}/set-up/cameras`);
  await page.getByRole('button', { name: 'Change All cameras' }).click();
  const sheet = page.getByRole('dialog', { name: 'Rights' });
  const lineOf = (name: string) => sheet.getByRole('group', { name });
  expect(await lineOf('Watch officer').getByRole('checkbox', { name: 'See' }).isChecked()).toBe(true);
  expect(await lineOf('Watch officer').getByRole('checkbox', { name: 'Delete' }).isChecked()).toBe(false);
  // No longer every watch officer: this one, by name, who may see and delete and not turn.
  await sheet.getByRole('button', { name: 'Remove Watch officer' }).click();
  await sheet.getByRole('combobox', { name: 'Add a role or a person' }).click();
  await page.getByRole('option', { name: 'The watch-officer' }).click();
  await lineOf('The watch-officer').getByRole('checkbox', { name: 'Delete' }).click();
  await looksWell(page, 'camera rights');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The watch-officer: See, Delete').waitFor();
  await desk.page.goto(`${post.url}/cameras`);
  await desk.page.getByRole('button', { name: 'Open camera Gate camera' }).click();
  const own = desk.page.getByRole('dialog', { name: 'Gate camera' });
  expect(await own.getByRole('button', { name: 'Car park' }).count()).toBe(0);
  expect(await own.getByRole('tab', { name: 'Hold footage' }).count()).toBe(0);
  await own.getByRole('button', { name: 'Delete' }).first().click();
  await own.getByRole('textbox', { name: 'Why is it deleted?' }).fill('Shows a visitor by mistake');
  const before = await own.getByRole('img', { name: 'Picture of Gate camera' }).count();
  await own.getByRole('button', { name: 'Delete' }).first().click();
  await expect.poll(() => own.getByRole('img', { name: 'Picture of Gate camera' }).count()).toBe(before - 1);
  // Taken away altogether, the camera is gone from the grid.
  const groups = (await rso.get('/camera-groups')).body['groups'] as { id: string }[];
  const grants = [{ role: 'rso', rights: ['view', 'steer', 'hold', 'export', 'delete'] }];
  await rso.post(`/camera-groups/${groups[0]?.id ?? ''}`, { grants });
  expect((await officer.get('/cameras')).body['cameras']).toEqual([]);
  await desk.page.goto(`${post.url}/cameras`);
  await desk.page.getByText('No cameras').waitFor();
  await desk.page.getByText('The RSO or a technician sets cameras up').waitFor();
  const back = [...grants, { role: 'watch-officer', rights: ['view', 'steer', 'hold'] }];
  await rso.post(`/camera-groups/${groups[0]?.id ?? ''}`, { grants: back });
});

test('B8: a camera that goes away is an alarm, and both its end and its return stand on its timeline', async () => {
  const { page } = desk;
  const { port } = camera;
  await camera.stop();
  const rtspPort = source?.port ?? 9;
  await source?.stop();
  // A picture that somebody watched a moment ago speaks for the camera until it breaks off.
  await post.until('the camera is offline', async () => {
    await post.running.cameraWatch.look();
    return (await post.entries()).some(({ kind }) => kind === 'camera.offline');
  });
  await page.goto(post.url);
  // The beam of the gate spoke more than a minute ago or just now: an alarm of its own, or one more sign in that one.
  await page.getByRole('region', { name: 'Watch log' }).getByText('Camera offline: Gate camera').waitFor();
  await page.goto(`${post.url}/cameras`);
  const tile = page.getByRole('button', { name: 'Open camera Gate camera' });
  await tile.getByText('Camera offline').waitFor();
  await tile.getByText('Nothing listens at its address').waitFor();
  await looksWell(page, 'camera offline');
  await tile.click();
  const sheet = page.getByRole('dialog', { name: 'Gate camera' });
  await sheet.getByRole('tab', { name: 'Timeline' }).click();
  await sheet.getByText('Camera offline: Gate camera').waitFor();
  camera = await startCamera({ host: '192.0.2.77', rtspPort, port });
  if (source) source = await startRtspSource({ ...LOGIN, digest: true }, rtspPort);
  else return;
  await post.running.cameraWatch.look();
  await sheet.getByText('Camera back: Gate camera').waitFor({ timeout: 20_000 });
  await looksWell(page, 'camera timeline');
});

test('the cameras on a phone, and nothing else went wrong on any page', async () => {
  const small = await openConsole(browser, post.url, { viewport: PHONE, path: '/cameras' });
  await signOn(small.page, { name: 'The rso', pin: '246810' });
  await small.page.goto(`${post.url}/cameras`);
  await small.page.getByRole('button', { name: 'Open camera Gate camera' }).waitFor();
  await looksWell(small.page, 'camera grid phone');
  const wider = () => small.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(await wider()).toBe(false);
  await small.page.getByRole('button', { name: 'Open camera Gate camera' }).click();
  if (hasVideo) await small.page.getByText('Live', { exact: true }).waitFor();
  await looksWell(small.page, 'camera phone');
  expect(await wider()).toBe(false);
  expectClean(small);
  await small.close();
  expectClean(desk);
  expectClean(chief);
});
