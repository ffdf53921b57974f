// What every browser test starts from: a server of its own, and a browser that is not allowed to complain.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export { expect };
export type { Page };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverOptions: [{}, { option: true, scope: 'worker' }],

  server: [
    async ({ serverOptions }, use) => {
      const server = await Server.start(serverOptions);
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  freshServer: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (options = {}) => {
      const server = await Server.start(options);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.remove()));
  },

  openPage: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  allowConsole: [
    async ({ browser }, use, testInfo) => {
      const complaints: string[] = [];
      const allowed: RegExp[] = [];
      const listen = (context: BrowserContext) => listenTo(context, complaints);
      const serversBefore = new Map([...running].map((server) => [server, server.stderr.length]));

      browser.contexts().forEach(listen);
      browser.on('context', listen);
      await use((...patterns) => allowed.push(...patterns));
      browser.off('context', listen);

      for (const server of seen) {
        const said = server.stderr.slice(serversBefore.get(server) ?? 0);
        complaints.push(...said.split('\n').filter((line) => line.includes('panicked at')).map((line) => `server: ${line}`));
        if (testInfo.status !== testInfo.expectedStatus && said !== '') {
          await testInfo.attach(`server ${server.url}`, { body: said, contentType: 'text/plain' });
        }
        if (!running.has(server)) seen.delete(server);
      }
      const unexpected = complaints.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)));
      if (unexpected.length > 0) {
        throw new Error(`The browser or the server complained:\n${unexpected.map((line) => `  - ${line}`).join('\n')}`);
      }
    },
    { auto: true },
  ],
});

interface WorkerFixtures {
  /** How `server` is started: `test.use({ serverOptions: { … } })` at the top of a file. */
  serverOptions: ServerOptions;
  /** One server for all tests of a worker; what one test writes, the next one sees. */
  server: Server;
}

interface TestFixtures {
  /** Starts a server for this test alone, with an empty data folder, and removes both after it. */
  freshServer: (options?: ServerOptions) => Promise<Server>;
  /** Opens a page in a browser profile of its own: another person, or the same one elsewhere. */
  openPage: (options?: BrowserContextOptions) => Promise<Page>;
  /**
   * Lets the test pass although the browser or the server complains in a line that matches:
   * `console: …`, `page error: …`, `page crash: …` or `server: …`, in this or in any other page the test opens.
   */
  allowConsole: (...patterns: RegExp[]) => void;
}

export interface ServerOptions {
  /** With the demonstration's people and cards, which is the default, or empty. */
  demo?: boolean;
  /** Further arguments of `heliu serve`. */
  args?: string[];
  env?: Record<string, string>;
}

const binary = process.env.HELIU_BIN || resolve(__dirname, '../target/release/heliu');

const running = new Set<Server>();
/** Those that ran at some time during the test, for what they said before they ended. */
const seen = new Set<Server>();

// A worker that is ended from outside must not leave its servers behind.
process.on('exit', () => running.forEach((server) => server.abandon()));

export class Server {
  /** All that this server has said on its error channel, across restarts. */
  stderr = '';
  private child: ChildProcess | undefined;

  private constructor(
    readonly dataDir: string,
    private readonly port: number,
    private readonly options: ServerOptions,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'heliu-end2end-')), await freePort(), options);
    try {
      await server.launch();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('the server is not running');
    return this.child.pid;
  }

  /** Asks the server to end, and tells how it did. */
  async stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null; milliseconds: number }> {
    const child = this.child;
    if (child === undefined) return { code: null, signal: null, milliseconds: 0 };
    const begin = performance.now();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    if ((await Promise.race([ended, sleep(15_000, 'late', { ref: false })])) === 'late') {
      await this.kill9();
      throw new Error(`the server did not end within 15 seconds of being asked to\n${this.tail()}`);
    }
    this.forget();
    return { code: child.exitCode, signal: child.signalCode, milliseconds: Math.round(performance.now() - begin) };
  }

  /** Ends the server as a power cut would. */
  async kill9(): Promise<void> {
    const child = this.child;
    if (child === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    this.forget();
  }

  /** Starts the server again with the same data and address; after `kill9` this is the recovery. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  async remove(): Promise<void> {
    try {
      await this.stop();
    } finally {
      await rm(this.dataDir, { recursive: true, force: true });
    }
  }

  abandon(): void {
    this.child?.kill('SIGKILL');
  }

  private async launch(): Promise<void> {
    const { demo = true, args = [], env = {} } = this.options;
    const words = ['serve', '--data', this.dataDir, '--listen', `127.0.0.1:${this.port}`, ...(demo ? ['--demo'] : []), ...args];
    const child = spawn(binary, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    running.add(this);
    seen.add(this);
    child.stderr.setEncoding('utf8').on('data', (said: string) => (this.stderr += said));
    child.on('exit', () => {
      if (this.child === child) this.forget();
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      this.forget();
      throw new Error(`${binary} cannot be started: ${(error as Error).message}`);
    }
    await this.untilHealthy(child);
  }

  private async untilHealthy(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline) {
      if (this.child !== child) throw new Error(`${binary} ended while starting\n${this.tail()}`);
      try {
        const answer = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(2_000) });
        if (answer.status === 200) return;
      } catch {
        // Nobody listens yet.
      }
      await sleep(20);
    }
    await this.kill9();
    throw new Error(`${binary} was not healthy within 30 seconds\n${this.tail()}`);
  }

  private forget(): void {
    this.child = undefined;
    running.delete(this);
  }

  private tail(): string {
    return this.stderr.slice(-4_000);
  }
}

/** Below the range from which the system takes ports for outgoing connections, so that it is still free at a restart. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const free = await Promise.race([once(probe, 'listening').then(() => true), once(probe, 'error').then(() => false)]).catch(() => false);
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
  throw new Error('no free port was found');
}

/** Breaches of the Content-Security-Policy come as console errors, too. */
function listenTo(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(`page error: ${error.error().stack ?? error.error().message}`));
  context.on('page', (page) => page.on('crash', () => complaints.push(`page crash: ${page.url()}`)));
}

interface AxeOptions {
  /** Only these parts of the page. */
  include?: string[];
  exclude?: string[];
  disableRules?: string[];
}

/** Fails with a list of all breaches of WCAG 2.2 AA that axe finds on the page; returns what a person must judge. */
export async function axe(page: Page, { include = [], exclude = [], disableRules = [] }: AxeOptions = {}) {
  return test.step(`axe ${new URL(page.url()).pathname}`, async () => {
    // Half-transparent on its way in, a thing has no contrast yet.
    await page.evaluate(() => {
      const lasting = (animation: Animation) => animation.effect?.getComputedTiming().iterations === Infinity;
      return Promise.allSettled(document.getAnimations().filter((animation) => !lasting(animation)).map((animation) => animation.finished)).then(() => undefined);
    });
    const builder = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).disableRules(disableRules);
    include.forEach((selector) => builder.include(selector));
    exclude.forEach((selector) => builder.exclude(selector));
    const { violations, incomplete } = await builder.analyze();
    const list = violations.flatMap(({ id, impact, help, nodes }) => [
      `${id} (${impact}): ${help}`,
      ...nodes.map(({ target, html }) => `    ${target.join(' ')}    ${html.replace(/\s+/g, ' ').slice(0, 160)}`),
    ]);
    // A text whose parameters were forgotten shows its braces.
    const bare = await page.locator('body').evaluate((body) => (body as HTMLElement).innerText.split('\n').filter((line) => line.includes('{}')));
    list.push(...bare.map((line) => `a text without its parameters: ${line}`));
    if (list.length > 0) throw new Error(`axe finds on ${page.url()}:\n  ${list.join('\n  ')}`);
    return incomplete;
  });
}
