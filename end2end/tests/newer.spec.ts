// The server is replaced or dies while pages are open: they say so, keep what was typed and done, and go on.

import { request } from 'node:http';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '../fixtures';
import { agree, card, live, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false } });

/** Stands before the server and can let it seem to be another build, or cut all lines to it. */
class Front {
  build: string | undefined;
  private constructor(
    private readonly server: HttpServer,
    private readonly sockets: Set<import('node:net').Socket>,
  ) {}

  static async before(target: string): Promise<Front> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<import('node:net').Socket>();
    const server = createServer((incoming, outgoing) => {
      const headers = { ...incoming.headers, host: `${hostname}:${port}` };
      if (headers.origin !== undefined) headers.origin = target;
      const forward = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
        const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
        outgoing.writeHead(answer.statusCode!, front.build === undefined ? answer.headers : { ...answer.headers, 'x-heliu-build': front.build });
        if (!isStream || front.build === undefined) return void answer.pipe(outgoing);
        answer.setEncoding('utf8').on('data', (text: string) => outgoing.write(text.replace(/(event: hello\ndata: )\S+/, `$1${front.build}`)));
        answer.on('end', () => outgoing.end()).on('error', () => outgoing.destroy());
      });
      forward.on('error', () => outgoing.destroy());
      outgoing.on('close', () => forward.destroy());
      incoming.pipe(forward);
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    const front = new Front(server, sockets);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** As a restart of the server does. */
  cut(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

test('a page of an older build says so and keeps what was typed over the reload', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const server = await freshServer({ demo: false });
  const front = await Front.before(server.url);
  const founded = await Workspace.found(server.url);
  const workspace = Object.assign(Object.create(Workspace.prototype) as Workspace, founded, { url: front.url });
  await founded.add(0, 'Alpha', 'Beta');
  await workspace.enter(page.context());
  await workspace.open(page);
  const message = page.locator('.toast', { hasText: 'Heliu was updated on the server' });

  // A line that breaks to the same build says nothing.
  front.cut();
  await expect(page.locator('.live')).not.toHaveAttribute('data-state', 'live', { timeout: 5_000 });
  await live(page);
  await expect(message).toHaveCount(0);

  await card(page, 'Alpha').locator('.card-link').click();
  const comment = page.locator('aside.panel').getByRole('textbox', { name: 'Comment' });
  await comment.fill('Half a thought');
  await page.getByRole('button', { name: /^Source: .* Edit$/ }).click();
  await page.getByLabel('Source', { exact: true }).fill('Trade fa');
  front.build = 'fedcba9876543210';
  front.cut();
  await expect(message).toBeVisible({ timeout: 15_000 });
  // Nothing is reloaded without being asked for, and the page still works.
  await expect(comment).toHaveValue('Half a thought');
  await page.waitForTimeout(500);
  await expect(message).toHaveCount(1);
  await Promise.all([page.waitForEvent('load'), message.getByRole('button', { name: 'Reload' }).click()]);
  await live(page);
  await expect(comment).toHaveValue('Half a thought');
  await expect(page.getByLabel('Source', { exact: true })).toHaveValue('Trade fa');
  await expect(message).toHaveCount(0);
  await front.close();
});

test('what stands in the form for a new opportunity survives the reload for a newer version', async ({ freshServer, page }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  await workspace.enter(page.context());
  await workspace.open(page);
  const dialog = page.getByRole('dialog', { name: 'New opportunity' });
  const open = () => page.locator('.fab:visible, .viewbar .primary:visible').click();
  await open();
  await dialog.getByLabel('Title').fill('Pump order');
  await page.reload();
  await live(page);
  if (!(await dialog.isVisible())) await open();
  await expect(dialog.getByLabel('Title')).toHaveValue('Pump order');
});

async function carryRight(page: Page, title: string): Promise<void> {
  await card(page, title).locator('.card-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
}

test('a server that is killed is noticed within seconds; what is done meanwhile arrives when it is back', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta', 'Gamma');
  const other = await openPage();
  await workspace.enter(page.context());
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(page);
  await workspace.open(other);
  const states = await page.evaluateHandle(() => {
    const states: string[] = [];
    const mark = document.querySelector('.live')!;
    new MutationObserver(() => states.push(mark.getAttribute('data-state')!)).observe(mark, { attributes: true, attributeFilter: ['data-state'] });
    return states;
  });

  await server.kill9();
  for (const each of [page, other]) await expect(each.locator('.live')).toHaveAttribute('data-state', 'offline', { timeout: 5_000 });
  expect((await states.jsonValue())[0]).toBe('reconnecting');
  await expect(page.locator('.banner.warn')).toBeVisible();
  await carryRight(page, 'Alpha');
  await carryRight(other, 'Gamma');
  await carryRight(other, 'Beta');
  await expect(card(page, 'Alpha')).toContainText('waiting');

  await server.restart();
  const back = performance.now();
  for (const each of [page, other]) await expect(each.locator('.live')).toHaveAttribute('data-state', 'live', { timeout: 10_000 });
  console.log(`    live again ${Math.round(performance.now() - back)} ms after the server`);
  await expect.poll(() => workspace.titles().then((titles) => [...titles[1]!].sort()), { timeout: 10_000 }).toEqual(['Alpha', 'Beta', 'Gamma']);
  await agree(workspace, page, other);
  await expect(page.locator('.banner.warn')).toHaveCount(0);
});

test('what was done without a server survives a reload of the tab, too', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta');
  await workspace.enter(page.context());
  await workspace.open(page);
  // Commands are held up, pages are not.
  await page.route('**/api/send*', (route) => route.abort());
  await carryRight(page, 'Alpha');
  await expect(card(page, 'Alpha')).toContainText('waiting');
  await page.unroute('**/api/send*');
  await page.reload();
  await live(page);
  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual(['Alpha']);
  await agree(workspace, page);
});
