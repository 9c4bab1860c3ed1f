/*
 * Every main screen in each language: Arabic, from right to left, on a desk and on a phone; French on a phone and
 * Spanish on a desk, which are about as long; and a language that nobody speaks and that is a third longer
 * (test/support/pseudo.ts). Nothing is in another language, nothing is wider than the page. Then what changes the
 * words: the menu of languages, files of an administrator, the words of the UN.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contactIdBody } from '../../src/edge/panel-dialler.ts';
import { TEMPLATES } from '../../src/modules/incident/templates.ts';
import type { Alarm } from '../../src/modules/watch/model.ts';
import {
  catalogue,
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
  signOn,
  words,
  type Screen,
} from '../support/browser.ts';
import { createWritten, englishLeft, latinLeft, overflowOf, unmarkedOf } from '../support/languages.ts';
import { openTestPost, type TestPost } from '../support/post-one.ts';
import { PSEUDO } from '../support/pseudo.ts';

// The longer words of the pseudo-language have least room on a phone.
const SIZES = [
  { language: 'ar', device: 'desk', viewport: DESK },
  { language: 'ar', device: 'phone', viewport: PHONE },
  { language: 'fr', device: 'phone', viewport: PHONE },
  { language: 'es', device: 'desk', viewport: DESK },
  { language: PSEUDO, device: 'phone', viewport: PHONE },
] as const;
/** Each language by its own name, as in the list of languages. */
const OWN_NAME = {
  ar: 'العربية',
  fr: 'Français',
  es: 'Español',
  [PSEUDO]: 'English (Pseudo-Accents)',
} as const;
const RSO = { name: 'Helen Marsh', pin: '135701' };
const ADMINISTRATOR = { name: 'Ines Calder', pin: '135706' };

let demo: TestPost;
let browser: Browser;
let p1: Alarm;

beforeAll(async () => {
  demo = await openTestPost({ demo: true });
  dropWords(PSEUDO, catalogue(PSEUDO));
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

/** What an administrator does to add a language, or to correct a word of one. */
function dropWords(code: string, content: unknown): void {
  const folder = join(demo.database.dataDir, 'post/words');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${code}.json`),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

describe.each(SIZES)('in $language, on a $device', ({ language, device, viewport }) => {
  const say = words(language);
  const text = (id: string) => ({ name: say(id), exact: true }) as const;
  const written = createWritten();
  written.add(TEMPLATES);
  let screen: Screen | undefined;
  let page: Page;
  let by = '';

  /** The page of one person stays from story to story, as it does at a watch. */
  async function openAs(who: 'guard' | 'officer' | 'rso', enter: () => Promise<void>): Promise<void> {
    if (by === who) return;
    await close();
    const open = who === 'guard' ? openPhone : openConsole;
    screen = await open(browser, demo.url, { viewport, language, onAnswer: written.add });
    ({ page } = screen);
    await enter();
    by = who;
  }
  const asOfficer = () =>
    openAs('officer', async () => {
      await page.getByRole('button', text('console.tryDemo')).waitFor();
      await look('start');
      await enterDemo(page, language);
    });
  const asRso = () =>
    openAs('rso', async () => {
      await page.getByRole('button', text('console.signOnAsSomebody')).click();
      await signOn(page, RSO, language);
    });
  async function close(): Promise<void> {
    by = '';
    await screen?.close();
    screen = undefined;
  }
  afterEach(async (story) => {
    const shown = screen;
    if (story.task.result?.state === 'fail') {
      await picture(page, `languages-${language}-${device}-failed`);
      await close();
    }
    if (shown !== undefined) expectClean(shown);
  });
  afterAll(close);

  /** Words of the page in a wrong language. What came over the live stream meanwhile is read from the ledger. */
  async function wrongWords(): Promise<string[]> {
    const left = async (): Promise<string[]> => {
      if (language === PSEUDO)
        return (await unmarkedOf(page, written)).map((words) => `in no catalogue: ${words}`);
      const latin = language === 'ar' ? await latinLeft(page, language, written) : [];
      return [
        ...(await englishLeft(page, language, written)).map((words) => `English: ${words}`),
        ...latin.map((words) => `not Arabic: ${words}`),
      ];
    };
    if ((await left()).length === 0) return [];
    written.add(await demo.entries());
    return left();
  }

  /**
   * Looks at what is shown now. All faults of a screen are told at once. Colours do not depend on the language, and
   * test/e2e/accessibility.test.ts asks axe in English: here it looks at what runs from right to left, in one theme.
   */
  async function look(name: string, options: { readonly menu?: true } = {}): Promise<void> {
    await settled(page);
    await picture(page, `languages-${language}-${device}-${name.replaceAll(/\W+/g, '-')}`);
    const faults = (await overflowOf(page)).map((fault) => `too wide: ${fault}`);
    faults.push(...(await wrongWords()));
    // An open menu has guards for the focus around it, which axe takes for things that can be focused.
    if (language === 'ar' && options.menu === undefined) faults.push(...(await checkAxe(page, name)));
    expect.soft(faults, name).toEqual([]);
    expect.soft(await directionOf(page), name).toEqual([language, language === 'ar' ? 'rtl' : 'ltr']);
  }

  /** Goes there as a click would, without loading the console anew. */
  async function go(path: string, shown?: Locator): Promise<void> {
    await page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await shown?.waitFor();
  }

  test('start, the board, an alarm with what is known of it, and the list of all', async () => {
    await asOfficer();
    await queueOf(page, language).getByRole('option').nth(3).waitFor();
    await look('board');
    await queueOf(page, language).getByRole('option').first().click();
    const title = language === PSEUDO ? 'Consular Window 3' : say('watch.kind.duress');
    await page.getByRole('heading', { name: title }).first().waitFor();
    for (const tab of ['watch.doThis', 'watch.facts', 'watch.history']) {
      await page.getByRole('tab', text(tab)).click();
      await page.getByRole('tabpanel', text(tab)).waitFor();
      await look(tab);
    }
    await go('/');
    await page
      .getByRole('button', { name: say('watch.all') })
      .first()
      .click();
    await page.getByRole('option').nth(5).waitFor();
    await look('all alarms');
  });

  test('an alarm in hand: its page, shelving, assigning, closing and making an incident', async () => {
    await (await demo.as('rso')).post(`/alarms/${p1.id}/take`);
    await asOfficer();
    await go(`/alarms/${p1.id}`, page.getByRole('tab', text('watch.facts')));
    await look('alarm page');
    await page.getByRole('button', text('watch.closeAlarm')).first().click();
    await page.getByRole('dialog').getByText(say('watch.outcome.unknown'), { exact: true }).click();
    await look('closing form');
    await page.keyboard.press('Escape');
    await page.getByRole('button', text('watch.more')).first().click();
    await page.getByRole('menu').waitFor();
    await look('more actions', { menu: true });
  });

  test('log, incidents, handover, doors, map and alarm health', async () => {
    await asRso();
    await go('/log', page.getByRole('list', text('watch.log')).getByRole('listitem').first());
    await look('log');
    await go('/incidents');
    await look('incidents');
    await page.getByRole('button', text('incident.open')).first().click();
    await look('open an incident');
    await page.keyboard.press('Escape');
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
  });

  test('set-up with its sheets, the list of keys and the palette', async () => {
    await asRso();
    await go('/');
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
  });

  test('cameras and their holds, orders, seats, the siren and exercises', async () => {
    await asRso();
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
  });

  test('the guard page: not enrolled, home with and without a task, finishing, report, settings', async () => {
    const rso = await demo.as('rso');
    await openAs('guard', async () => undefined);
    const button = (id: string) => page.getByRole('button', text(id));
    await button('guard.enrol').waitFor();
    await look('guard not enrolled');
    const { code } = (await rso.post('/people/usr_velez/enrolment')).body;
    await page.getByRole('textbox').fill(String(code));
    await button('guard.enrol').click();
    // The phone speaks as its person does, until another language is chosen on it.
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await page.getByRole('radio', { name: OWN_NAME[language], exact: true }).check();
    await button('guard.start').waitFor();
    await look('guard enrolled');
    await button('guard.start').click();
    await button('guard.report').waitFor();
    await look('guard home');
    const sent = await rso.post(`/alarms/${p1.id}/dispatch`, { responderId: 'rsp_velez' });
    expect(sent.status, sent.text).toBe(200);
    await button('guard.accept').waitFor();
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
  });
});

test('the board in English is switched by name in the menu, from language to language', async () => {
  const written = createWritten();
  const screen = await openConsole(browser, demo.url, { onAnswer: written.add });
  const { page } = screen;
  await enterDemo(page);
  for (const language of ['fr', 'es', 'ar'] as const) {
    // The same look finds plenty while the board is English: it is not blind.
    if (language === 'fr') expect((await englishLeft(page, language, written)).length).toBeGreaterThan(15);
    await page.getByRole('button', { name: /^Park Ji-won/ }).click();
    await page.getByRole('menuitem', { name: OWN_NAME[language] }).click();
    await queueOf(page, language).getByRole('option').first().waitFor();
    await settled(page);
    written.add(await demo.entries());
    expect(await englishLeft(page, language, written), language).toEqual([]);
  }
  expectClean(screen);
  await screen.close();
});

test('a file that is broken is told in /api/health, and the page is shown as it came with the app', async () => {
  const health = async (): Promise<string> => (await demo.anybody().get('/health')).text;
  expect(await health()).not.toContain('words-file-refused');
  dropWords('ko', '{ "watch.take": "맡기"');
  expect(await health()).toContain('DATA_DIR/words/ko.json: it is not JSON');
  const screen = await openConsole(browser, demo.url, { language: 'ko' });
  await screen.page.getByRole('button', { name: words('ko')('console.tryDemo') }).waitFor();
  dropWords('ko', {
    'console.tryDemo': '체험 공관으로 들어가기',
    'console.demoBand': '체험',
    'console.nothing': '없음',
  });
  await screen.page.reload();
  // What is right in the file counts; the word without its value and the unknown one are refused by name.
  await screen.page.getByRole('button', { name: '체험 공관으로 들어가기' }).waitFor();
  const said = await health();
  expect(said).toContain('\\"console.demoBand\\" lacks {name}');
  expect(said).toContain('\\"console.nothing\\" is no word of Post One');
  expectClean(screen);
  await screen.close();
});

test('an administrator chooses the words of the UN: the screens, the sign-on and French say them, and back again', async () => {
  const screen = await openConsole(browser, demo.url);
  const { page } = screen;
  const desk = await openConsole(browser, demo.url);
  await enterDemo(desk.page);
  await page.getByRole('button', { name: 'Sign on as somebody else' }).click();
  await signOn(page, ADMINISTRATOR);
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

/** Nothing is on its way any more: the words of the page have been the same for 200 ms; waits six seconds at most. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const shown = () => document.body.textContent?.replaceAll(/\d/g, '');
    for (let before = shown(), looks = 0, same = 0; same < 4 && looks < 120; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const now = shown();
      same = now === before ? same + 1 : 0;
      before = now;
    }
  });

const directionOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
