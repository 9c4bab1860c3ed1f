/*
 * A real Chromium for the browser stories, and what every page of Post One owes its reader: no refused resource, no
 * error in the console, no request to any other host, nothing that axe objects to.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { PSEUDO, pseudo } from './pseudo.ts';

const ROOT = join(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Theme = 'dark' | 'light';
export type Language = 'en' | 'ko' | 'ar' | 'fr' | 'es' | typeof PSEUDO;
export interface Viewport {
  readonly width: number;
  readonly height: number;
}
export const DESK: Viewport = { width: 1920, height: 1080 };
export const PHONE: Viewport = { width: 390, height: 844 };

/** The last flag makes every other host unknown: even a request that a test overlooks leaves no packet. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

function chromiumPath(): string {
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(path))
    throw new Error(`No Chromium at ${path}: run npm test -- --part e2e, which finds or installs one.`);
  return path;
}

/** What went wrong on the pages of one context, seen from outside the pages. */
export interface Faults {
  readonly refusedByPolicy: string[];
  readonly consoleErrors: string[];
  readonly otherHosts: string[];
}

export interface Screen {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: Faults;
  close(): Promise<void>;
}

export interface ScreenOptions {
  readonly viewport?: Viewport;
  readonly theme?: Theme;
  readonly language?: Language;
  /** Where to go; `/` for a console and `/guard/` for a phone unless told. */
  readonly path?: string;
  /** Error lines of the console that belong to the story. A 401 to "who am I" always does. */
  readonly expected?: RegExp;
  /** A folder: everything the browser keeps stays there for the next opening. */
  readonly profile?: string;
  /** Is told what the server answers, piece by piece; not what comes over the live stream. */
  readonly onAnswer?: (body: unknown) => void;
}

/** WebGL 2 drawn by the processor: slow, and the same on every machine. */
const DRAWN = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/** `webgl`: `drawn` by the processor, or `none`, as on an old machine; else as Chromium has it without a GPU. */
export function openBrowser(options: { readonly webgl?: 'drawn' | 'none' } = {}): Promise<Browser> {
  const args =
    options.webgl === 'drawn'
      ? [...FLAGS.filter((flag) => flag !== '--disable-gpu'), ...DRAWN]
      : [...FLAGS, ...(options.webgl === 'none' ? ['--disable-3d-apis'] : [])];
  return chromium.launch({ executablePath: chromiumPath(), args });
}

/** A desk: opens the console at `url` and waits for its first heading or list. */
export async function openConsole(
  browser: Browser,
  url: string,
  options: ScreenOptions = {},
): Promise<Screen> {
  const screen = await openScreen(browser, url, { viewport: DESK, path: '/', ...options });
  await screen.page.getByRole('main').waitFor();
  return screen;
}

/** A phone: opens the guard page at `url`. */
export async function openPhone(
  browser: Browser | null,
  url: string,
  options: ScreenOptions = {},
): Promise<Screen> {
  const screen = await openScreen(browser, url, { viewport: PHONE, path: '/guard/', ...options });
  await screen.page.getByRole('main').waitFor();
  return screen;
}

async function openScreen(
  browser: Browser | null,
  url: string,
  options: ScreenOptions & { readonly viewport: Viewport; readonly path: string },
): Promise<Screen> {
  const { origin } = new URL(url);
  const settings = {
    viewport: options.viewport,
    locale: 'en-US',
    timezoneId: 'Asia/Seoul',
    reducedMotion: 'reduce',
  } as const;
  const kept = {
    'post-one.theme': options.theme ?? 'dark',
    'post-one.language': options.language ?? 'en',
  };
  const context =
    browser === null
      ? await chromium.launchPersistentContext(options.profile ?? '', {
          ...settings,
          executablePath: chromiumPath(),
          args: FLAGS,
        })
      : await browser.newContext(settings);
  // What this device was set to before; a choice made later in the story stays.
  await context.addInitScript((values) => {
    if (!location.protocol.startsWith('http')) return;
    for (const [key, value] of Object.entries(values))
      if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
  }, kept);
  const faults = await watchFor(context, origin, options.expected);
  const { onAnswer } = options;
  if (onAnswer !== undefined)
    context.on('response', (answer) => {
      if (/\/api\/(?!live)/.test(answer.url())) void answer.json().then(onAnswer, () => undefined);
    });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  await page.goto(new URL(options.path, origin).href);
  return { page, context, faults, close: () => context.close() };
}

/** An answer of 401 to "who am I" is how a page learns that nobody is signed on. */
const NOBODY_YET = /401 \(Unauthorized\).*\/api\/(me|guard\/home)$/;

async function watchFor(context: BrowserContext, origin: string, expected?: RegExp): Promise<Faults> {
  const faults: Faults = { refusedByPolicy: [], consoleErrors: [], otherHosts: [] };
  await context.exposeFunction('postOneRefused', (what: string) => {
    faults.refusedByPolicy.push(what);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const tell = (globalThis as { postOneRefused?: (what: string) => void }).postOneRefused;
      tell?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(data|blob):$/.test(url.protocol) || url.origin === origin) return;
    faults.otherHosts.push(url.href);
  });
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    const line = `${message.text()} ${message.location().url}`.trim();
    if (NOBODY_YET.test(line) || expected?.test(line) === true) return;
    faults.consoleErrors.push(line);
  });
  context.on('weberror', (error) => {
    faults.consoleErrors.push(String(error.error()));
  });
  return faults;
}

/** Fails with what was seen when any page of the screen broke one of the three rules. */
export function expectClean(screen: Screen): void {
  expect(screen.faults).toEqual({ refusedByPolicy: [], consoleErrors: [], otherHosts: [] });
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What may differ between two themes. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Every violation that axe finds on the page now; with `onlyColour` only by the rules about colour. Empty is good. */
export async function checkAxe(page: Page, name: string, onlyColour = false): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) { ${AXE} }`);
  const options = {
    resultTypes: ['violations'],
    preload: false,
    ...(onlyColour ? { runOnly: COLOUR_RULES } : {}),
  };
  const result = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResult;
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${name}: ${id} (${help}): ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

/** Shows the page in a theme at once, without the way through the menu. */
export async function showTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(async (value) => {
    document.documentElement.dataset['theme'] = value;
    // Even a transition of no length shows the old colour for a frame, and passes it on to what inherits it.
    for (let frames = 0; frames < 30 && (frames < 2 || document.getAnimations().length > 0); frames++)
      await new Promise((done) => requestAnimationFrame(done));
  }, theme);
}

/** The start of the demo in one click; resolves when the board stands. */
export async function enterDemo(page: Page, language: Language = 'en'): Promise<void> {
  const say = words(language);
  await page.getByRole('button', { name: say('console.tryDemo') }).click();
  await queueOf(page, language).waitFor();
}

/** Signs on at a seat by name tile and PIN; resolves when the way to the screens stands. */
export async function signOn(
  page: Page,
  who: { readonly name: string; readonly pin: string; readonly seat?: string; readonly shared?: boolean },
  language: Language = 'en',
): Promise<void> {
  const say = words(language);
  await page.getByRole('button', { name: who.name }).click();
  await page.getByRole('textbox', { name: say('identity.pin') }).fill(who.pin);
  await page.getByRole('textbox', { name: say('identity.seat') }).fill(who.seat ?? 'Watch 1');
  if (who.shared === true) await page.getByRole('checkbox', { name: /^Shared console/ }).click();
  await page.getByRole('button', { name: say('identity.signOn'), exact: true }).click();
  await page.getByRole('navigation', { name: say('console.rail') }).waitFor();
}

/**
 * How coloured a part of the page is: the largest difference between two channels of any of its pixels, 0 (all
 * grey) to 255. Read in a page of its own, so that no style of ours has a part in it.
 */
export async function mostColour(browser: Browser, part: Locator): Promise<number> {
  const png = (await part.screenshot({ animations: 'disabled' })).toString('base64');
  const page = await browser.newPage();
  try {
    return await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let most = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
        most = Math.max(most, Math.max(red, green, blue) - Math.min(red, green, blue));
      }
      return most;
    }, png);
  } finally {
    await page.close();
  }
}

/** The queue: the list box of open alarms. */
export const queueOf = (page: Page, language: Language = 'en'): Locator =>
  page.getByRole('listbox', { name: words(language)('watch.alarms') });

/** Presses Tab until the focus stands on what was asked for: a keyboard finds everything, or the test fails. */
export async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab did not reach ${String(target)} in ${most} presses`);
}

/** Waits, by looking again, until `check` is true; says what it waited for when it was not. */
export async function eventually(
  what: string,
  check: () => Promise<boolean> | boolean,
  withinMs = 10_000,
): Promise<number> {
  const began = performance.now();
  while (!(await check())) {
    if (performance.now() - began > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - began;
}

const catalogues = new Map<Language, Readonly<Record<string, string>>>();

/** All words of a language, by id: the same catalogues that the screens are built from. */
export function catalogue(language: Language): Readonly<Record<string, string>> {
  const known = catalogues.get(language);
  if (known !== undefined) return known;
  if (language === PSEUDO) {
    const made = Object.entries(catalogue('en')).map(([id, text]) => [id, pseudo(text)] as const);
    catalogues.set(language, Object.fromEntries(made));
    return catalogue(language);
  }
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    new RegExp(`[\\\\/]words[\\\\/](?:[a-z]+-)?${language}\\.json$`).test(file),
  );
  const read = (file: string): Record<string, string> =>
    JSON.parse(readFileSync(join(ROOT, 'src', file), 'utf8')) as Record<string, string>;
  const all: Record<string, string> = Object.assign({}, ...files.map(read));
  catalogues.set(language, all);
  return all;
}

/** Says a word that has no values. */
export function words(language: Language): (id: string) => string {
  return (id) => {
    const text = catalogue(language)[id];
    if (text === undefined) throw new Error(`no word ${id} in ${language}`);
    return text;
  };
}

/**
 * The longest tasks of the page's own thread while `work` ran: by the clock, and what they used of the processor.
 * The second is ours alone; the first also counts whatever else this machine did.
 */
export async function longestTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<{ clockMs: number; processorMs: number }> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work().catch(async (error: unknown) => {
    await browser.stopTracing();
    throw error;
  });
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threads = new Set(
    trace.traceEvents
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = trace.traceEvents.filter(
    ({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && threads.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('the trace holds no task of a page');
  return {
    clockMs: Math.max(...tasks.map((task) => task.dur ?? 0)) / 1000,
    processorMs: Math.max(...tasks.map((task) => task.tdur ?? task.dur ?? 0)) / 1000,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock, and of the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Takes a picture for the documents, only when asked by PICTURES=1: a test run leaves the tree as it is. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['PICTURES'] !== '1') return;
  const folder = join(ROOT, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
