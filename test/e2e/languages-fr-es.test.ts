/*
 * Every main screen in French and in Spanish, on a desk and on a phone: no English word of the catalogues is left,
 * nothing is wider than the page, axe finds nothing. And the words of the UN, chosen by an administrator.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { demoSops } from '../../src/demo/sops.ts';
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
  picture,
  queueOf,
  words,
  type Language,
  type Screen,
} from '../support/browser.ts';
import { englishLeft, overflowOf } from '../support/languages.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';

// One of them at each size: they are about as long, and every page takes its seconds.
const SIZES = [
  { language: 'fr', own: 'Français', device: 'phone', viewport: PHONE },
  { language: 'es', own: 'Español', device: 'desk', viewport: DESK },
] as const;
const RSO = { name: 'Helen Marsh', pin: '135701' };
const ADMINISTRATOR = { name: 'Ines Calder', pin: '135706' };

/** A card says each step in English as well, for the colleague beside. */
const ON_CARDS = demoSops.flatMap((sop) => sop.steps.map((step) => step.text.en));

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

/** Signs on by name tile and PIN, in any language. */
async function signOnAs(page: Page, language: Language, who: typeof RSO): Promise<void> {
  const say = words(language);
  await page.getByRole('button', { name: say('console.signOnAsSomebody') }).click();
  await page.getByRole('button', { name: who.name }).click();
  await page.getByRole('textbox', { name: say('identity.pin') }).fill(who.pin);
  await page.getByRole('textbox', { name: say('identity.seat') }).fill('Watch 1');
  await page.getByRole('button', { name: say('identity.signOn'), exact: true }).click();
  await page.getByRole('navigation', { name: say('console.rail') }).waitFor();
}

/** Nothing is on its way any more: the words of the page are the same for a third of a second. */
async function settled(page: Page): Promise<void> {
  const shown = () => page.evaluate(() => document.body.textContent?.replaceAll(/\d/g, '') ?? '');
  for (let before = await shown(), looks = 0, same = 0; same < 3 && looks < 60; looks++) {
    await page.waitForTimeout(100);
    const now = await shown();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

describe.each(SIZES)('in $language, on a $device', ({ language, own, device, viewport }) => {
  const say = words(language);
  const text = (id: string) => ({ name: say(id), exact: true }) as const;
  let screen: Screen;
  let page: Page;
  afterEach(async () => {
    await screen?.close();
  });

  /**
   * Looks at what is shown now. All faults of a screen are told at once. An open menu is beside all landmarks;
   * `told` is what a panel said in its own words.
   */
  async function look(name: string, { isMenu = false, told = '' } = {}): Promise<void> {
    await settled(page);
    await picture(page, `languages-${language}-${device}-${name.replaceAll(/\W+/g, '-')}`);
    const faults = [
      ...(await englishLeft(page, language))
        .filter((left) => ![...ON_CARDS, told].some((text) => left.endsWith(`: ${text}`)))
        .map((left) => `English: ${left}`),
      ...(await overflowOf(page)).map((fault) => `too wide: ${fault}`),
      ...(isMenu ? [] : await checkAxe(page, name)),
    ];
    expect.soft(faults, name).toEqual([]);
    expect.soft(await page.locator('html').getAttribute('lang'), name).toBe(language);
  }

  async function go(path: string, shown?: Locator): Promise<void> {
    await page.goto(new URL(path, page.url()).href);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await shown?.waitFor();
  }

  async function open(where: typeof openConsole): Promise<void> {
    screen = await where(browser, demo.url, { viewport, language });
    ({ page } = screen);
  }

  test('the board in English is switched by name: the queue, an alarm and the list of all speak it', async () => {
    screen = await openConsole(browser, demo.url, { viewport });
    ({ page } = screen);
    await enterDemo(page);
    // The same look finds plenty while the board is English: it is not blind.
    expect((await englishLeft(page, language)).length).toBeGreaterThan(15);
    await page.getByRole('button', { name: /^Park Ji-won, / }).click();
    await page.getByRole('menuitem', { name: own }).click();
    await queueOf(page, language).getByRole('option').first().waitFor();
    await look('board');
    await queueOf(page, language).getByRole('option').first().click();
    await page
      .getByRole('heading', { name: `${say('watch.kind.duress')}, Consular Window 3` })
      .first()
      .waitFor();
    for (const tab of ['watch.doThis', 'watch.facts', 'watch.history']) {
      await page.getByRole('tab', text(tab)).click();
      await page.getByRole('tabpanel', text(tab)).waitFor();
      await look(tab, tab === 'watch.facts' ? { told: 'Duress' } : {});
    }
    await go('/');
    await page
      .getByRole('button', { name: new RegExp(`^${say('watch.all')}`) })
      .first()
      .click();
    await page.getByRole('option').nth(5).waitFor();
    await look('all alarms');
    expectClean(screen);
  });

  test('the start, and an alarm in hand: its page, closing it and what else can be done', async () => {
    await (await demo.as('rso')).post(`/alarms/${p1.id}/take`);
    await open(openConsole);
    await page.getByRole('button', text('console.tryDemo')).waitFor();
    await look('start');
    await enterDemo(page, language);
    await go(`/alarms/${p1.id}`, page.getByRole('tab', text('watch.facts')));
    await look('alarm page');
    await page.getByRole('button', text('watch.closeAlarm')).first().click();
    await page.getByRole('dialog').getByText(say('watch.outcome.unknown'), { exact: true }).click();
    await look('closing form');
    await page.keyboard.press('Escape');
    await page.getByRole('button', text('watch.more')).first().click();
    await page.getByRole('menu').waitFor();
    await look('more actions', { isMenu: true });
    expectClean(screen);
  });

  test('log, incidents, handover, doors, map, alarm health, replay and a page that is not there', async () => {
    await open(openConsole);
    await signOnAs(page, language, RSO);
    await go('/log', page.getByRole('list', text('watch.log')).getByRole('listitem').first());
    await look('log');
    await go('/incidents');
    await look('incidents');
    await page.getByRole('button', text('incident.open')).first().click();
    await look('open an incident');
    await go('/handover');
    await look('handover');
    await go('/doors');
    await look('doors');
    await go('/map', page.getByText(say('map.find')).first());
    await look('map');
    await go('/health', page.getByText(say('watch.health.ten')).first());
    await look('alarm health');
    await go(`/replay/${Date.now() - 60_000}`, page.getByRole('slider'));
    await look('replay');
    await go('/no-such-page');
    await look('no such page');
    expectClean(screen);
  });

  test('set-up with its sheets, the list of keys and the palette', async () => {
    await open(openConsole);
    await signOnAs(page, language, RSO);
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', text('console.keys')).waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', text('console.doOrFind')).waitFor();
    await look('palette');
    await page.keyboard.press('Escape');
    for (const [path, shown] of [
      ['/set-up', 'technical.addPanel'],
      ['/set-up/people', 'identity.addPerson'],
      ['/set-up/site', 'setup.addZone'],
      ['/set-up/post', 'setup.save'],
    ] as const) {
      await go(path, page.getByRole('button', text(shown)).first());
      await look(path);
      if (shown === 'setup.save') continue;
      await page.getByRole('button', text(shown)).first().click();
      await page.getByRole('dialog').waitFor();
      await look(`${path} sheet`);
    }
    for (const path of ['/set-up/import', '/set-up/my-post', '/set-up/map']) {
      await go(path);
      await look(path);
    }
    expectClean(screen);
  });

  test('cameras and their holds, orders, seats, the siren and exercises', async () => {
    await open(openConsole);
    await signOnAs(page, language, RSO);
    await go('/cameras', page.getByText(say('camera.none')).first());
    await look('cameras');
    await page.getByRole('tab', text('camera.holds')).click();
    await look('holds on footage');
    await go('/set-up/cameras', page.getByRole('button', text('camera.add')).first());
    await look('set up cameras');
    await page.getByRole('button', text('camera.add')).first().click();
    await page.getByRole('dialog').waitFor();
    await look('add a camera');
    for (const path of ['/orders', '/set-up/seats', '/set-up/watch', '/set-up/exercise']) {
      await go(path);
      await look(path);
    }
    expectClean(screen);
  });

  test('the guard page: not enrolled, home with and without a task, finishing, report, settings', async () => {
    const rso = await demo.as('rso');
    await open(openPhone);
    const button = (id: string) => page.getByRole('button', text(id));
    await button('guard.enrol').waitFor();
    await look('guard not enrolled');
    const { code } = (await rso.post('/people/usr_velez/enrolment')).body;
    await page.getByRole('textbox').fill(String(code));
    await button('guard.enrol').click();
    await page.getByText('Aaron Velez').waitFor();
    // A phone speaks the language of the person it is given to, who may choose another.
    await page.getByRole('radio', { name: own }).check();
    await button('guard.start').waitFor();
    await look('guard enrolled');
    await button('guard.start').click();
    await button('guard.report').waitFor();
    await look('guard home');
    const sent = await rso.post(`/alarms/${p1.id}/dispatch`, { responderId: 'rsp_velez' });
    expect(sent.status, sent.text).toBe(200);
    await page
      .getByRole('heading', { name: new RegExp(`^${say('watch.kind.duress')}, Consular Window 3`) })
      .waitFor();
    await look('guard task');
    await button('guard.accept').click();
    await button('guard.there').click();
    await button('guard.done').click();
    await page.getByRole('heading', { name: say('guard.finishTitle') }).waitFor();
    await look('guard finishing');
    await button('guard.done').click();
    await button('guard.report').click();
    await button('guard.reportSend').click();
    await look('guard report');
    await button('guard.back').click();
    await button('guard.settings').click();
    await page.getByRole('heading', { name: say('guard.settings') }).waitFor();
    await look('guard settings');
    expectClean(screen);
  });
});

test('an administrator chooses the words of the UN: the screens, the sign-on and French say them, and back again', async () => {
  const screen = await openConsole(browser, demo.url);
  const { page } = screen;
  const desk = await openConsole(browser, demo.url);
  await enterDemo(desk.page);
  await signOnAs(page, 'en', ADMINISTRATOR);
  const choose = async (pack: string): Promise<void> => {
    await page.goto(new URL('/set-up/post', page.url()).href);
    await page.getByRole('combobox', { name: 'Words of the office' }).click();
    await page.getByRole('option', { name: pack }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
  };
  await page.goto(new URL('/set-up/people', page.url()).href);
  await page
    .getByRole('row', { name: /Helen Marsh/ })
    .getByText('RSO', { exact: true })
    .waitFor();

  await choose('United Nations');
  await page.getByRole('textbox', { name: 'Name of the duty station' }).waitFor();
  await picture(page, 'terms-un-post');
  await page.goto(new URL('/set-up/people', page.url()).href);
  const row = (name: RegExp) => page.getByRole('row', { name });
  await row(/Helen Marsh/)
    .getByText('Chief Security Adviser', { exact: true })
    .waitFor();
  await row(/Margaret Ellery/)
    .getByText('Designated Official', { exact: true })
    .waitFor();
  await picture(page, 'terms-un-people');

  // Another desk says so without a new start, in its log; in another language as well.
  await desk.page.getByText('Duty station settings changed').first().waitFor();
  await desk.page.getByRole('button', { name: /^Park Ji-won, / }).click();
  await desk.page.getByRole('menuitem', { name: 'Français' }).click();
  await desk.page.getByText('Réglages du lieu d’affectation modifiés').first().waitFor();

  // Who signs on next reads the words before anybody is signed on.
  const next = await openConsole(browser, demo.url);
  await next.page.getByRole('button', { name: 'Sign on as somebody else' }).click();
  await next.page.getByText('Chief Security Adviser', { exact: true }).first().waitFor();
  await next.close();

  await choose('US mission');
  await page.getByRole('textbox', { name: 'Name of the post' }).waitFor();
  await desk.page.getByText('Réglages du poste modifiés').first().waitFor();
  for (const each of [screen, desk]) {
    expectClean(each);
    await each.close();
  }
});
