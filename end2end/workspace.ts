// A small workspace for tests, made through the same server functions that the pages use.

import { randomUUID } from 'node:crypto';
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

export interface Stage {
  id: string;
  name: string;
}

/** The board as the server has it. */
export interface Board {
  seq: number;
  stages: Stage[];
  columns: { id: string; title: string; stage: string; rank: string; owner?: string | null; state?: string; amount?: { minor: number; currency: string } | null }[][];
  totals: { columns: Record<string, { count: number; open: number }> };
}

/** One change in the log. */
export interface Entry {
  seq: number;
  command: string;
  change: object;
}

/** What a command did, or why it was refused. */
export type Answer = { Ok: { command: string; seq: number; changes: number } } | { Err: { code: string } };

/** The password of everybody in a test. */
export const PASSWORD = 'correct horse battery';
export const EMAIL = 'ada@example.com';

/** A workspace with one pipeline, as one person acts in it. */
export class Workspace {
  person = '';
  pipeline = '';
  stages: Stage[] = [];
  /** The session of each person who has signed in: the value of the cookie. */
  private sessions = new Map<string, string>();

  private constructor(
    readonly url: string,
    readonly slug: string,
  ) {}

  /** Founds a workspace on an empty server. */
  static async found(url: string, name = 'Testing'): Promise<Workspace> {
    const answer = await submit(url, '/start', { workspace: name, person: 'Ada Lovelace', email: EMAIL, password: PASSWORD, currency: 'CNY' });
    const slug = answer.location.split('/').pop()!;
    const workspace = new Workspace(url, slug);
    workspace.sessions.set('', answer.session);
    await workspace.read();
    return workspace;
  }

  private async read(): Promise<void> {
    const data = await this.data();
    this.person = data.people[0]!.id;
    this.sessions.set(this.person, this.sessions.get('')!);
    this.pipeline = data.pipelines[0]!.id;
    const board = await this.board();
    this.stages = board.stages;
  }

  /** What every page of the workspace knows. */
  async data(): Promise<{ people: { id: string; name: string }[]; pipelines: { id: string; name: string }[] }> {
    return post(this.url, 'workspace', { workspace: this.slug }, this.cookie);
  }

  async board(filter: object = plain, pipeline = this.pipeline): Promise<Board> {
    return post(this.url, 'board', { workspace: this.slug, pipeline, filter }, this.cookie);
  }

  /** The titles of the first cards of every stage, as the server has them. */
  async titles(): Promise<string[][]> {
    return (await this.board()).columns.map((column) => column.map((card) => card.title));
  }

  async send(command: object, id = randomUUID()): Promise<unknown> {
    return post(this.url, 'send', { workspace: this.slug, envelopes: [{ id, command }] }, this.cookie);
  }

  /** Sends many commands in as few requests as possible; each has its own answer. */
  async sendAll(commands: object[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let from = 0; from < commands.length; from += 50) {
      // A single refused command refuses the whole request, so a last one never goes alone.
      const part = commands.slice(from, from + 50);
      const envelopes = part.map((command) => ({ id: randomUUID(), command }));
      const repeated = part.length === 1 ? [...envelopes, ...envelopes] : envelopes;
      const said = await post<Answer[]>(this.url, 'send', { workspace: this.slug, envelopes: repeated }, this.cookie);
      answers.push(...said.slice(0, part.length));
    }
    return answers;
  }

  /** The changes since `seq`, oldest first; fails when they are more than the server tells one by one. */
  async changes(since = 0): Promise<Entry[]> {
    const { entries, is_abridged } = await post<{ entries: Entry[]; is_abridged: boolean }>(this.url, 'changes', { workspace: this.slug, since }, this.cookie);
    if (is_abridged) throw new Error(`too many changes since ${since} to be told one by one`);
    return entries;
  }

  get cookie(): string {
    return `heliu_session_${this.slug}=${this.sessions.get(this.person) ?? this.sessions.get('')}`;
  }

  /** Adds cards to the end of a stage; answers their ids. */
  async add(stage: number, ...titles: string[]): Promise<string[]> {
    const ids: string[] = [];
    for (const title of titles) {
      const id = randomUUID();
      await this.send({
        board: { create: { id, pipeline: this.pipeline, stage: this.stages[stage]!.id, place: 'end', title, values: [] } },
      });
      ids.push(id);
    }
    return ids;
  }

  /** Somebody who may do everything, if nothing else is said. */
  async addPerson(name: string, access = 'administrator'): Promise<string> {
    const id = randomUUID();
    await this.send({ directory: { save_person: { id, name, department: 'marketing', access, active: true } } });
    return id;
  }

  /** The link by which somebody chooses a password, as the founder invites them. */
  async invite(person: string, email = `${person}@example.com`): Promise<string> {
    const page = await submit(this.url, `/w/${this.slug}/people/${person}/invite`, { email }, this.cookie);
    return page.text.match(/value="(http[^"]*\/ticket\/[0-9a-f]+)"/)![1]!;
  }

  /** The session of a person, who is invited and chooses a password at the first time. */
  private async session(person: string): Promise<string> {
    const known = this.sessions.get(person);
    if (known !== undefined) return known;
    const link = new URL(await this.invite(person));
    const { session } = await submit(this.url, link.pathname, { password: PASSWORD });
    this.sessions.set(person, session);
    return session;
  }

  /** Signs a person of the workspace in, in a language. */
  async enter(context: BrowserContext, person = this.person, language = 'en'): Promise<void> {
    await context.addCookies([
      { name: `heliu_session_${this.slug}`, value: await this.session(person), url: this.url, httpOnly: true },
      { name: 'heliu_language', value: language, url: this.url },
    ]);
  }

  get boardPath(): string {
    return `/w/${this.slug}/board/${this.pipeline}`;
  }

  /** Opens the board and waits until it is live. */
  async open(page: Page, path = this.boardPath): Promise<void> {
    await page.goto(`${this.url}${path}`);
    await live(page);
  }
}

const plain = { state: 'open', owner: null, account: null, tag: null, least: null, most: null, from: null, to: null, text: '' };

/** Sends a plain form, as a browser does; answers where it leads, the session that it gives, and the page. */
export async function submit(url: string, path: string, fields: Record<string, string>, cookie = ''): Promise<{ location: string; session: string; text: string }> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', headers: { origin: url, cookie }, body: new URLSearchParams(fields) });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${text}`);
  const session = answer.headers.getSetCookie().find((line) => line.startsWith('heliu_session_'));
  return { location: answer.headers.get('location') ?? '', session: session?.split(';')[0]!.split('=')[1] ?? '', text };
}

async function post<T>(url: string, name: string, body: object, cookie = ''): Promise<T> {
  const answer = await fetch(`${url}/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Waits until changes arrive in the page. */
export async function live(page: Page): Promise<void> {
  await page.locator('.live[data-state=live]').waitFor({ state: 'attached', timeout: 20_000 });
}

export function column(page: Page, stage: Stage): Locator {
  return page.locator(`#stage-${stage.id}`);
}

export function card(page: Page, title: string): Locator {
  return page.locator('.card', { hasText: title });
}

/** The titles of a column's cards as they are shown, top to bottom. */
export async function shown(page: Page, stage: Stage): Promise<string[]> {
  return column(page, stage).locator('.card[data-id] .card-link').allTextContents();
}

/** A fresh server with some cards in its first stage, opened as the person who founded it. */
export async function prepared(freshServer: (options: { demo: boolean }) => Promise<{ url: string }>, page: Page, cards = ['Alpha', 'Beta', 'Gamma']): Promise<Workspace> {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, ...cards);
  await workspace.enter(page.context());
  await workspace.open(page);
  return workspace;
}

/** What a column shows: the ids of its cards in order, and its figures as they are written. */
interface ShownColumn {
  cards: string[];
  count: string;
  sum: string;
  sumInFull: string;
  weighted: string;
}

/** The columns of a board: in the live page, or in the HTML of another one. */
async function columns(page: Page, html?: string): Promise<Record<string, ShownColumn>> {
  return page.evaluate((html) => {
    const root = html === undefined ? document : new DOMParser().parseFromString(html, 'text/html');
    const text = (element: Element | null) => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
    const shown = [...root.querySelectorAll('.column[data-stage]')].map((column) => [
      column.getAttribute('data-stage')!,
      {
        cards: [...column.querySelectorAll('.card[data-id]')].map((card) => card.getAttribute('data-id')!),
        count: text(column.querySelector('.column-head .count')),
        sum: text(column.querySelector('.column-sums .sum')),
        sumInFull: column.querySelector('.column-sums .sum')?.getAttribute('title') ?? '',
        weighted: text(column.querySelector('.column-sums .weighted')),
      },
    ]);
    return Object.fromEntries(shown);
  }, html);
}

/**
 * Waits until the database, a page rendered anew by the server, and what each of the pages shows agree on which cards are where,
 * in which order, and how much they are together; fails with what differs when they do not within five seconds.
 * Only for columns that are short enough to be drawn as a whole.
 */
export async function agree(workspace: Workspace, ...pages: Page[]): Promise<void> {
  const look = async () => {
    const board = await workspace.board();
    const html = await fetch(`${workspace.url}${workspace.boardPath}`, { headers: { cookie: `${workspace.cookie}; heliu_language=en` } }).then((answer) => answer.text());
    const rendered = await columns(pages[0]!, html);
    const lives = await Promise.all(pages.map((page) => columns(page)));
    const ids = Object.fromEntries(board.stages.map((stage, index) => [stage.id, board.columns[index]!.map((card) => card.id)]));
    const counts = Object.fromEntries(board.stages.map((stage) => [stage.id, String(board.totals.columns[stage.id]?.count ?? 0)]));
    const cards = (shown: Record<string, ShownColumn>) => Object.fromEntries(Object.entries(shown).map(([stage, column]) => [stage, column.cards]));
    const shownCounts = (shown: Record<string, ShownColumn>) => Object.fromEntries(Object.entries(shown).map(([stage, column]) => [stage, column.count.split(' / ')[0]!]));
    return {
      expected: { ids, ...Object.fromEntries([['rendered', counts], ...lives.map((_, index) => [`page ${index}`, rendered])]) },
      found: { ids: cards(rendered), ...Object.fromEntries([['rendered', shownCounts(rendered)], ...lives.map((live, index) => [`page ${index}`, live])]) },
      all: Object.values(ids).flat(),
    };
  };
  let last = await look();
  const deadline = performance.now() + 5_000;
  while (JSON.stringify(last.found) !== JSON.stringify(last.expected) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    last = await look();
  }
  expect(last.found, 'database, fresh page and live pages agree').toEqual(last.expected);
  expect(new Set(last.all).size, 'no card stands twice').toBe(last.all.length);
}

/** Random numbers that a seed repeats: below `count`. */
export function dice(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * count);
  };
}

/** The seed of a random test: a new one every time, or the one of a run that failed. */
export function seeded(): number {
  const seed = Number(process.env.HELIU_SEED ?? Date.now() % 1_000_000);
  console.log(`    HELIU_SEED=${seed}`);
  return seed;
}

/** How often a long test does its round: more in the full length of `make torture`. */
export function rounds(usual: number, torture: number): number {
  const count = process.env.HELIU_TORTURE ? torture : usual;
  console.log(`    ${count} rounds (${torture} with HELIU_TORTURE)`);
  return count;
}
