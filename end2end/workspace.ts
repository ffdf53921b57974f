// A small workspace for tests, made through the same server functions that the pages use.

import { randomUUID } from 'node:crypto';
import type { BrowserContext, Locator, Page } from '@playwright/test';

export interface Stage {
  id: string;
  name: string;
}

/** A workspace with one pipeline, as one person acts in it. */
export class Workspace {
  person = '';
  pipeline = '';
  stages: Stage[] = [];

  private constructor(
    readonly url: string,
    readonly slug: string,
  ) {}

  /** Founds a workspace on an empty server. */
  static async found(url: string, name = 'Testing'): Promise<Workspace> {
    const slug = await post<string>(url, 'found', { name, person: 'Ada Lovelace', currency: 'CNY' });
    const workspace = new Workspace(url, slug);
    await workspace.read();
    return workspace;
  }

  private async read(): Promise<void> {
    const data = await post<{ people: { id: string }[]; pipelines: { id: string }[] }>(this.url, 'workspace', { workspace: this.slug });
    this.person = data.people[0]!.id;
    this.pipeline = data.pipelines[0]!.id;
    const board = await this.board();
    this.stages = board.stages;
  }

  async board(filter: object = plain): Promise<{ seq: number; stages: Stage[]; columns: { id: string; title: string }[][] }> {
    return post(this.url, 'board', { workspace: this.slug, pipeline: this.pipeline, filter });
  }

  /** The titles of the first cards of every stage, as the server has them. */
  async titles(): Promise<string[][]> {
    return (await this.board()).columns.map((column) => column.map((card) => card.title));
  }

  async send(command: object, id = randomUUID()): Promise<unknown> {
    return post(this.url, 'send', { workspace: this.slug, envelopes: [{ id, command }] }, this.cookie);
  }

  get cookie(): string {
    return `heliu_person_${this.slug}=${this.person}`;
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

  async addPerson(name: string): Promise<string> {
    const id = randomUUID();
    await this.send({ directory: { save_person: { id, name, department: 'marketing', active: true } } });
    return id;
  }

  /** Lets the browser act as a person of the workspace, in a language. */
  async enter(context: BrowserContext, person = this.person, language = 'en'): Promise<void> {
    await context.addCookies([
      { name: `heliu_person_${this.slug}`, value: person, url: this.url },
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
