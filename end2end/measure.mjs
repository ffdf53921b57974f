// Measures the shipped binary in a real browser and prints a table; a missed goal is said, it is no error.
// Plain JavaScript with its types in comments, because the oldest Node.js that is supported runs no TypeScript by itself.
// @ts-check

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/** @import { Browser, BrowserContext, CDPSession, Page } from '@playwright/test' */
/** @typedef {{ startTime: number, duration: number }} Task */
/** @typedef {{ tasks: Task[], live: number }} Watched */
/** @typedef {{ ours: number, bare: number }} Compared */
/** @typedef {{ url: string, path: string, cookies: { name: string, value: string, url: string }[], stages: string[], stop: () => Promise<void> }} Board */

const ROUNDS = 9;
/** First paints of each page in a round. */
const PAINTS = 3;
const SLOW_ROUNDS = 5;
const MOVES = 15;
/** How much slower than this machine the browser of the large board runs. */
const SLOWDOWN = 4;
/** A task beyond this is long (milliseconds). */
const LONG = 50;
/** So long without a long task means that the page answers (milliseconds). */
const QUIET = 500;
const VIEWPORT = { width: 1440, height: 900 };

const binary = process.env.HELIU_BIN ?? fileURLToPath(new URL('../target/release/heliu', import.meta.url));

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => process.exit(1)));

async function main() {
  console.log('| what | measured | goal |\n|---|---|---|');
  const browser = await chromium.launch({
    executablePath: process.env.HELIU_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    await on(1_000, async (board) => {
      await againstStatic(browser, board);
      await transfers(browser, board);
      await secondBrowser(browser, board);
    });
    await on(10_000, async (board) => {
      await untilInteractive(browser, board);
      await dragging(browser, board);
    });
  } finally {
    await browser.close();
  }
}

// The table

/** @param {string} what @param {string} measured @param {string} [goal] @param {boolean} [isMet] */
function row(what, measured, goal = '–', isMet = true) {
  console.log(`| ${what} | ${measured} | ${goal}${isMet ? '' : ' MISSED'} |`);
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** The median and what 95 % of the medians of resampled values lie between. @param {number[]} values */
function estimate(values) {
  const draw = () => values[Math.floor(Math.random() * values.length)] ?? NaN;
  const medians = Array.from({ length: 2_000 }, () => median(values.map(draw))).sort((a, b) => a - b);
  return { middle: median(values), low: medians[49] ?? NaN, high: medians[1_949] ?? NaN };
}

/** @param {number[]} values @param {string} unit */
function said(values, unit, digits = 0) {
  const { middle, low, high } = estimate(values);
  return `${middle.toFixed(digits)}${unit} (${low.toFixed(digits)} to ${high.toFixed(digits)}; ${values.length} rounds)`;
}

// Servers

/** Works with a board of so many cards on a server of its own. @param {number} cards @param {(board: Board) => Promise<void>} work */
async function on(cards, work) {
  const folder = await mkdtemp(join(tmpdir(), 'heliu-measure-'));
  try {
    const board = await start(folder, cards);
    await work(board).finally(board.stop);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {number} cards @returns {Promise<Board>} */
async function start(folder, cards) {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  // What a power cut would cost is not asked here, and the cards are made sooner.
  const child = spawn(binary, ['serve', '--data', folder, '--listen', address, '--durability', 'normal'], { stdio: 'ignore' });
  running.add(child);
  await once(child, 'spawn');
  await untilHealthy(url, child);
  const stop = async () => {
    running.delete(child);
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { ...(await fill(url, cards)), stop };
}

/** @param {string} url @param {import('node:child_process').ChildProcess} child */
async function untilHealthy(url, child) {
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt++) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(20);
  }
  throw new Error(`${binary} does not answer`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = portOf(probe);
  probe.close();
  await once(probe, 'close');
  return port;
}

/** @param {import('node:http').Server} server */
function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

// Cards

/** Founds a workspace with so many cards, spread over its stages. @param {string} url @param {number} cards */
async function fill(url, cards) {
  const fields = { workspace: 'Bench', person: 'Ada Lovelace', email: 'ada@example.com', password: 'correct horse battery', currency: 'USD' };
  const founded = await fetch(`${url}/start`, { method: 'POST', redirect: 'manual', headers: { origin: url }, body: new URLSearchParams(fields) });
  const slug = (founded.headers.get('location') ?? '').split('/').pop() ?? '';
  const session = founded.headers.getSetCookie().map((line) => line.split(';')[0] ?? '').find((line) => line.startsWith('heliu_session_')) ?? '';
  const { people, pipelines } = await post(url, 'workspace', { workspace: slug }, session);
  const [person, pipeline] = [people[0].id, pipelines[0].id];
  const filter = { state: 'open', owner: null, account: null, tag: null, least: null, most: null, from: null, to: null, text: '' };
  const { stages } = await post(url, 'board', { workspace: slug, pipeline, filter }, session);
  /** @param {object[]} commands */
  const send = async (commands) => {
    const envelopes = commands.map((command) => ({ id: randomUUID(), command }));
    const answers = await post(url, 'send', { workspace: slug, envelopes }, session);
    const refused = [answers].flat().find((answer) => answer.Err);
    if (refused) throw new Error(`a card was refused: ${JSON.stringify(refused)}`);
  };
  const accounts = Array.from({ length: 100 }, (_, number) => ({ id: randomUUID(), name: `Customer ${number + 1}` }));
  await send(accounts.map((account) => ({ directory: { save_account: account } })));
  /** @param {number} number */
  const card = (number) => ({
    board: { create: { id: randomUUID(), pipeline, stage: stages[number % stages.length].id, place: 'end', ...content(number, accounts, person) } },
  });
  const all = Array.from({ length: cards }, (_, number) => card(number));
  await together(inBatches(all, 100), send);
  const cookies = [
    { name: `heliu_session_${slug}`, value: session.split('=')[1] ?? '', url, httpOnly: true },
    { name: 'heliu_language', value: 'en', url },
  ];
  return { url, path: `/w/${slug}/board/${pipeline}`, cookies, stages: stages.map((/** @type {{ id: string }} */ stage) => stage.id) };
}

/** Cards say as much as they do in daily use, so that they cost as much to show. @param {number} number @param {object[]} accounts @param {string} owner */
function content(number, accounts, owner) {
  /** @param {number} days */
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const values = [
    { account: accounts[number % accounts.length] },
    { amount: { minor: (number % 400) * 100_00 + 500_00, currency: 'USD' } },
    { close_on: day((number % 130) - 10) },
    { owner },
    { next_step: { what: 'Call back', due: day((number % 30) - 5) } },
    { tags: [number % 2 === 0 ? 'renewal' : 'enterprise'] },
  ];
  return { title: `Licences for the new office ${number + 1}`, values };
}

/** @param {string} url @param {string} name @param {object} body @returns {Promise<any>} */
async function post(url, name, body, cookie = '') {
  const headers = { 'content-type': 'application/json', origin: url, cookie };
  const answer = await fetch(`${url}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** @template T @param {T[]} all @param {number} size */
function inBatches(all, size) {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Some at once, since the server writes waiting commands with one commit. @template T @param {T[]} all @param {(one: T) => Promise<void>} work */
async function together(all, work) {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

// Pages

/** A page as somebody sees it who comes for the first time. @param {Browser} browser @param {Board} board */
async function visitor(browser, board) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB' });
  await context.addCookies(board.cookies);
  await context.addInitScript(watch);
  return context;
}

/** Runs in the page before everything else: notes long tasks and when the page became live. */
function watch() {
  /** @type {Watched} */
  const watched = { tasks: [], live: 0 };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    watched.tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })));
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (watched.live === 0 && document.querySelector('.live[data-state=live]')) watched.live = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
}

/** @param {Page} page */
async function untilLive(page) {
  await page.locator('.live[data-state=live]').waitFor({ state: 'attached', timeout: 60_000 });
}

/** @param {Page} page @returns {Promise<Watched & { now: number, loaded: number, painted: number }>} */
function read(page) {
  return page.evaluate(() => {
    const { watched } = /** @type {{ watched: Watched }} */ (/** @type {unknown} */ (window));
    const loaded = performance.getEntriesByType('navigation').map((entry) => /** @type {PerformanceNavigationTiming} */ (entry).loadEventEnd);
    const painted = performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime);
    return { ...watched, now: performance.now(), loaded: loaded[0] ?? 0, painted: painted[0] ?? 0 };
  });
}

/** When the last long task ended that no quiet time separates from the start. @param {Task[]} tasks @param {number} from */
function quietFrom(tasks, from) {
  let end = from;
  for (const { startTime, duration } of tasks.toSorted((a, b) => a.startTime - b.startTime)) {
    if (startTime > end + QUIET) break;
    end = Math.max(end, startTime + duration);
  }
  return end;
}

/** What was measured, once the page has come to rest. @param {Page} page */
async function rested(page) {
  for (;;) {
    const seen = await read(page);
    // Reports of tasks come late, hence the double wait.
    if (seen.now > quietFrom(seen.tasks, seen.live || seen.loaded) + 2 * QUIET) return seen;
    await sleep(QUIET / 2);
  }
}

/** @param {Page} page @returns {Promise<CDPSession>} */
async function slowed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  return session;
}

// Against a static page

/** @param {Browser} browser @param {Board} board */
async function againstStatic(browser, board) {
  const still = await staticSite(board);
  const addresses = [board.url + board.path, still.url];
  /** @type {Compared[]} */
  const paints = [];
  /** @type {Compared[]} */
  const blocked = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes second must not always be the same.
    const order = round % 2 === 0 ? addresses : addresses.toReversed();
    paints.push(await compared(order, board, PAINTS, (url) => firstPaint(browser, board, url)));
    blocked.push(await compared(order, board, 1, (url) => blockedTime(browser, board, url)));
  }
  still.stop();
  const usual = median(paints.map(({ bare }) => bare));
  // A round in which even the static page was slow says more about the machine than about the page.
  const ratios = paints.filter(({ bare }) => bare <= 1.5 * usual).map(({ ours, bare }) => ours / bare);
  const more = blocked.map(({ ours, bare }) => ours - bare);
  row('first paint at 1,000 cards against a static page', said(ratios, '×', 2), '≤ 1.5×', median(ratios) <= 1.5);
  row('total blocking time until live, more than a static page', said(more, ' ms'), '≤ 50 ms', median(more) <= 50);
}

/**
 * The least that each of the two takes, tried so often in turn: other work on the machine only adds.
 * @param {string[]} order @param {Board} board @param {number} tries @param {(url: string) => Promise<number>} measure @returns {Promise<Compared>}
 */
async function compared(order, board, tries, measure) {
  const least = { ours: Infinity, bare: Infinity };
  for (let visit = 0; visit < tries; visit++) {
    for (const url of order) {
      const whose = url.startsWith(board.url) ? 'ours' : 'bare';
      least[whose] = Math.min(least[whose], await measure(url));
    }
  }
  return least;
}

/** @param {Browser} browser @param {Board} board @param {string} url */
async function firstPaint(browser, board, url) {
  const context = await visitor(browser, board);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    for (;;) {
      const { painted } = await read(page);
      if (painted > 0) return painted;
      await sleep(50);
    }
  } finally {
    await context.close();
  }
}

/** Total blocking time until the page is live, or, if it is static, loaded. @param {Browser} browser @param {Board} board @param {string} url */
async function blockedTime(browser, board, url) {
  const context = await visitor(browser, board);
  try {
    const page = await context.newPage();
    await page.goto(url);
    if (url.startsWith(board.url)) await untilLive(page);
    const { tasks, live, loaded } = await rested(page);
    return blocking(tasks, live || loaded);
  } finally {
    await context.close();
  }
}

/** By how much tasks that began until then were too long. @param {Task[]} tasks @param {number} until */
function blocking(tasks, until) {
  return tasks.filter(({ startTime }) => startTime <= until).reduce((sum, { duration }) => sum + Math.max(0, duration - LONG), 0);
}

/** The page as the server renders it with all that it shows, but nothing that runs. @param {Board} board */
async function staticSite(board) {
  const cookie = board.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const page = await (await fetch(board.url + board.path, { headers: { cookie } })).text();
  const html = page.replace(/<script\b.*?<\/script>/gs, '').replace(/<link rel="(modulepreload|preload)"[^>]*>/g, '');
  const paths = [...html.matchAll(/(?:href|src)="(\/[^"#]+\.\w+)/g)].map((match) => match[1] ?? '');
  const files = new Map([['/', { type: 'text/html; charset=utf-8', body: Buffer.from(html) }]]);
  for (const path of new Set(paths)) {
    const answer = await fetch(board.url + path);
    files.set(path, { type: answer.headers.get('content-type') ?? '', body: Buffer.from(await answer.arrayBuffer()) });
  }
  // Pages are packed as the server packs them on the way, files as it has them in stock.
  const packed = new Map([...files].map(([path, { type, body }]) => [path, { type, body: brotli(body, path === '/' ? 5 : 11) }]));
  const server = createServer((request, response) => {
    const file = packed.get(request.url ?? '');
    if (file) response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br', 'content-length': file.body.length }).end(file.body);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${portOf(server)}/`, stop: () => server.close() };
}

/** @param {Buffer} content @param {number} quality */
function brotli(content, quality) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

// Bytes

/** @param {Browser} browser @param {Board} board */
async function transfers(browser, board) {
  const context = await visitor(browser, board);
  const first = await transferred(context, board);
  const again = await transferred(context, board);
  await context.close();
  row('first visit, all bytes as transferred', `${(first / 1000).toFixed(0)} kB`, '≤ 400 kB', first <= 400_000);
  row('repeat visit of an unchanged board', `${again} bytes`, '≤ 2 kB', again <= 2_000);
}

/** What a visit in a new tab costs, headers included, until a while after the page is live. @param {BrowserContext} context @param {Board} board */
async function transferred(context, board) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  /** @type {Map<string, number>} */
  const sizes = new Map();
  /** @param {string} request @param {number} size */
  const add = (request, size) => sizes.set(request, (sizes.get(request) ?? 0) + size);
  session.on('Network.responseReceived', ({ requestId, response }) => add(requestId, response.encodedDataLength));
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => add(requestId, encodedDataLength));
  // The whole is known at the end only, which the live stream never reaches.
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await session.send('Network.enable');
  await page.goto(board.url + board.path);
  await untilLive(page);
  await rested(page);
  await page.close();
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

// A second browser

/** @param {Browser} browser @param {Board} board */
async function secondBrowser(browser, board) {
  const contexts = [await visitor(browser, board), await visitor(browser, board)];
  const [mine, theirs] = /** @type {[Page, Page]} */ (await Promise.all(contexts.map((context) => context.newPage())));
  for (const page of [mine, theirs]) {
    await page.goto(board.url + board.path);
    await untilLive(page);
    await rested(page);
  }
  /** @type {number[]} */
  const late = [];
  for (let move = 0; move < MOVES; move++) late.push(await seenAfter(mine, theirs, board.stages));
  await Promise.all(contexts.map((context) => context.close()));
  row('one move, from the drop to the card shown in a second browser', said(late, ' ms'));
}

/** @param {Page} mine @param {Page} theirs @param {string[]} stages */
async function seenAfter(mine, theirs, [from, to]) {
  const card = mine.locator(`#stage-${from} .card[data-id]`).first();
  const id = await card.getAttribute('data-id');
  const shown = theirs.evaluate(untilShown, `#stage-${to} .card[data-id="${id}"]`);
  const dropped = mine.evaluate(untilReleased);
  const target = mine.locator(`#stage-${to} .card[data-id]`).nth(1);
  await pick(mine, await centre(card));
  const { x, y } = await centre(target);
  await mine.mouse.move(x, y, { steps: 10 });
  await mine.mouse.up();
  const late = (await shown) - (await dropped);
  // The next move begins from a settled board.
  await sleep(600);
  return late;
}

/** Runs in the page: the time at which the pointer goes up, by the clock that all pages share. */
function untilReleased() {
  return new Promise((done) => window.addEventListener('pointerup', () => done(performance.timeOrigin + performance.now()), { capture: true, once: true }));
}

/** Runs in the page: the time of the first frame that has the element. @param {string} selector @returns {Promise<number>} */
function untilShown(selector) {
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
    });
    observer.observe(document.body, { subtree: true, childList: true });
  });
}

/** @param {import('@playwright/test').Locator} locator */
async function centre(locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('what is to be dragged cannot be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
}

/** Begins to drag what is there. @param {Page} page @param {{ x: number, y: number }} at */
async function pick(page, { x, y }) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 12, { steps: 3 });
}

// A large board on a slow machine

/** @param {Browser} browser @param {Board} board */
async function untilInteractive(browser, board) {
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < SLOW_ROUNDS; round++) {
    const context = await visitor(browser, board);
    const page = await context.newPage();
    await slowed(page);
    await page.goto(board.url + board.path);
    await untilLive(page);
    const { tasks, live } = await rested(page);
    times.push(quietFrom(tasks, live) / 1000);
    await context.close();
  }
  row(`interactive at 10,000 cards, processor slowed ${SLOWDOWN}×`, said(times, ' s', 2), '≤ 3 s', median(times) <= 3);
}

/** @param {Browser} browser @param {Board} board */
async function dragging(browser, board) {
  /** @type {number[]} */
  const longest = [];
  for (let round = 0; round < SLOW_ROUNDS; round++) {
    const context = await visitor(browser, board);
    const page = await context.newPage();
    await page.goto(board.url + board.path);
    await untilLive(page);
    await rested(page);
    await slowed(page);
    const begin = (await read(page)).now;
    await dragAcross(page, board.stages);
    const { tasks } = await rested(page);
    longest.push(Math.max(0, ...tasks.filter(({ startTime }) => startTime >= begin).map(({ duration }) => duration)));
    await context.close();
  }
  // Only tasks beyond this are reported at all.
  const text = median(longest) === 0 ? `below ${LONG} ms (${longest.length} rounds)` : said(longest, ' ms');
  row(`longest task while dragging, processor slowed ${SLOWDOWN}×`, text, '≤ 100 ms', median(longest) <= 100);
}

/** Takes a card through all columns, scrolls each of them down by resting at its lower edge, and puts it back. @param {Page} page @param {string[]} stages */
async function dragAcross(page, stages) {
  await pick(page, await centre(page.locator(`#stage-${stages[0]} .card[data-id]`).nth(1)));
  for (const stage of stages) {
    const body = page.locator(`#stage-${stage} .column-body`);
    const { x, y, box } = await centre(body);
    // A column outside the window comes in by itself when the pointer rests at the edge of the board.
    const near = Math.min(x, VIEWPORT.width - 20);
    await page.mouse.move(near, y, { steps: 12 });
    await tremble(page, near, box.y + box.height - 12, 1_500);
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

/** Holds the pointer near a place as a hand does, with a move for each frame. @param {Page} page @param {number} x @param {number} y @param {number} time */
async function tremble(page, x, y, time) {
  const end = performance.now() + time;
  for (let move = 0; performance.now() < end; move++) {
    await page.mouse.move(x + (move % 5), y + (move % 3));
    await sleep(16);
  }
}

await main();
