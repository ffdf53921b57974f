// What people type is shown as they typed it, everywhere, and never runs, loads, or leads anywhere.

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { live, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false } });

const HOSTILE = [
  '<script>window.__pwned=1</script>',
  `"><img src=x onerror="window.__pwned=1">`,
  `'"><svg/onload=window.__pwned=1>`,
  '</title></textarea></script><script>window.__pwned=1</script>',
  '[press](javascript:window.__pwned=1) ![x](http://evil.example/x.png) <javascript:window.__pwned=1>',
  `{{constructor.constructor('window.__pwned=1')()}} \${window.__pwned=1} <%= 7*7 %>`,
  '{} {0} {one|opportunity|opportunities} %s %n',
  '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>',
  '<!--><img src=x onerror=window.__pwned=1>-->',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.__pwned=1>',
  '<a href="data:text/html,<script>alert(1)</script>" onclick="window.__pwned=1">x</a>',
  'rtl \u202egpj.exe\u202c end \u2066isolate\u2069 شركة',
  'family 👩‍👩‍👧‍👦 flag 🏴‍☠️ 𠮷野家 𝒳 e\u0301',
  'bell\u0007 esc\u001b[31m tab\t del\u007f nel\u0085 line\u2028sep',
  '../../../etc/passwd; DROP TABLE opportunity; -- \\ %2e%2e "quoted"',
  '=cmd|\'/C calc\'!A0 &lt;b&gt; &amp;#60; &#x3c;',
];

/** As one line is kept: control characters and runs of white space are one space. */
const kept = (text: string) => text.split(/[\p{White_Space}\p{Cc}]+/u).filter((word) => word !== '').join(' ');

interface Watch {
  dialogs: string[];
  strangers: string[];
}

/** Watches for what must never happen on the page. */
async function watch(page: Page, home: string): Promise<Watch> {
  const seen: Watch = { dialogs: [], strangers: [] };
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(home) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) seen.strangers.push(request.url());
  });
  page.context().on('page', (popup) => seen.strangers.push(`popup ${popup.url()}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return seen;
}

async function harmless(page: Page, seen: Watch): Promise<void> {
  const found = await page.evaluate(() => ({
    pwned: (window as { __pwned?: unknown }).__pwned,
    // Elements that nothing of ours makes.
    strange: [...document.querySelectorAll('body :is(iframe, math, embed, object, base, [onerror], [onload], [onclick], img:not(.logo, [src^="/"]))')].map((element) => element.outerHTML.slice(0, 100)),
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map((link) => link.href).filter((href) => !/^https?:/.test(href)),
    scripts: [...document.querySelectorAll('script')].filter((script) => (script.textContent ?? '').startsWith('window.__pwned')).length,
  }));
  expect(found).toEqual({ pwned: undefined, strange: [], links: [], scripts: 0 });
  expect(seen).toEqual({ dialogs: [], strangers: [] });
}

async function poisoned(url: string): Promise<{ workspace: Workspace; ids: string[] }> {
  const workspace = await Workspace.found(url, HOSTILE[0]);
  const field = randomUUID();
  const ids = HOSTILE.map(() => randomUUID());
  const spoken = randomUUID();
  const [first, second, third, fourth, fifth] = workspace.stages.map((stage) => stage.id);
  const answers = await workspace.sendAll([
    ...HOSTILE.map((name) => ({ directory: { save_person: { id: name === HOSTILE[1] ? spoken : randomUUID(), name, department: 'marketing', active: true } } })),
    ...[first, second, third, fourth, fifth].map((id, index) => ({ pipeline: { edit_stage: { id, part: { name: HOSTILE[index * 3] } } } })),
    { pipeline: { edit_stage: { id: second, part: { requirements: [{ id: randomUUID(), need: { confirm: HOSTILE[1] } }, { id: randomUUID(), need: { confirm: HOSTILE[6] } }] } } } },
    { pipeline: { rename: { id: workspace.pipeline, name: HOSTILE[2] } } },
    { pipeline: { add_field: { id: field, pipeline: workspace.pipeline, name: HOSTILE[8], kind: 'text' } } },
    { pipeline: { add_field: { id: randomUUID(), pipeline: workspace.pipeline, name: HOSTILE[6], kind: { choice: HOSTILE.slice(0, 8) } } } },
    ...HOSTILE.map((text, index) => ({
      board: {
        create: {
          id: ids[index], pipeline: workspace.pipeline, stage: first, place: 'end', title: text,
          values: [
            { account: { id: randomUUID(), name: text } }, { contact: { id: randomUUID(), name: text } }, { tags: [[...text].slice(0, 40).join('')] },
            { source: text }, { campaign: text }, { next_step: { what: text, due: '2026-01-02' } }, { custom: [field, { text }] }, { owner: spoken },
          ],
        },
      },
    })),
    ...HOSTILE.flatMap((text) => [
      { conversation: { comment: { id: randomUUID(), opportunity: ids[0], text, contact: false } } },
      { view: { save: { id: randomUUID(), pipeline: workspace.pipeline, name: text, query: `q=${encodeURIComponent(text)}`, shared: true } } },
    ]),
    { conversation: { describe: { opportunity: ids[0], before: '', after: HOSTILE.join('\n\n') } } },
    { board: { close: { cards: [ids[15]], won: true, reason: HOSTILE[1] } } },
    { board: { delete: { cards: ids.slice(13, 15) } } },
  ]);
  expect(answers.filter((answer) => 'Err' in answer)).toEqual([]);
  for (const name of HOSTILE.slice(0, 12)) {
    const headers = { 'x-file-name': encodeURIComponent(name), 'x-command-id': randomUUID(), origin: url, cookie: workspace.cookie, 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${url}/files/${workspace.slug}/${ids[0]}`, { method: 'POST', headers, body: '<script>window.__pwned=1</script>' });
    expect(answer.status, await answer.text()).toBe(200);
  }
  return { workspace, ids };
}

test('hostile texts are shown literally on every page and do nothing', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  const server = await freshServer({ demo: false });
  const { workspace, ids } = await poisoned(server.url);
  await workspace.enter(page.context());
  const seen = await watch(page, server.url);
  const shownTitles = HOSTILE.slice(0, 13).map((text) => `${kept(text)} · ${kept(text)}`);

  await workspace.open(page);
  expect((await page.locator('.column').first().locator('.card[data-id] .card-link').allTextContents()).map((text) => text.trim()).slice(0, 8)).toEqual(shownTitles.slice(0, 8));
  expect(await page.locator('.column-name').allTextContents()).toEqual([0, 3, 6, 9, 12].map((index) => kept(HOSTILE[index]!)));
  // Words with a place for a name take the name as it is, also when it has braces of its own.
  const named = page.locator(`.card[data-id="${ids[6]}"]`).getByRole('button', { includeHidden: true });
  expect(await named.getAttribute('aria-label')).toBe(`Actions for ${kept(HOSTILE[6]!)}`);
  expect(await page.title()).toContain(kept(HOSTILE[2]!));
  await harmless(page, seen);

  await page.getByRole('button', { name: 'Views' }).click();
  await expect(page.getByRole('menuitemradio')).toHaveCount(HOSTILE.length);
  const views = (await page.getByRole('menuitemradio').allTextContents()).join('\n');
  for (const text of HOSTILE) expect(views).toContain(kept(text));
  await page.keyboard.press('Escape');
  await harmless(page, seen);

  await workspace.open(page, `/w/${workspace.slug}/list/${workspace.pipeline}`);
  expect((await page.locator('tbody tr:not([hidden]) .row-link').allTextContents()).sort()).toEqual(HOSTILE.slice(0, 13).map(kept).sort());
  await harmless(page, seen);

  await workspace.open(page, `${workspace.boardPath}/card/${ids[0]}`);
  const panel = page.locator('aside.panel');
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText(kept(HOSTILE[0]!));
  const history = await panel.locator('.timeline').innerText();
  for (const text of HOSTILE.slice(0, 4)) expect(history).toContain(text);
  const prose = await panel.locator('.prose').first().innerText();
  for (const index of [0, 1, 7, 8, 9, 10]) expect(prose.replaceAll('“', '"').replaceAll('”', '"')).toContain(HOSTILE[index]!);
  for (const text of HOSTILE.slice(0, 3)) await expect(panel.getByRole('link', { name: kept(text) }).first()).toBeAttached();
  await harmless(page, seen);
  for (const name of ['Source', 'Tags', 'Contact']) {
    await panel.locator('.inline-edit').filter({ visible: true }).and(panel.getByRole('button', { name: new RegExp(`^${name}: `) })).first().click();
    await page.keyboard.press('Escape');
  }
  await harmless(page, seen);

  for (const path of ['settings', `settings/${workspace.pipeline}`, 'bin', 'import']) {
    await workspace.open(page, `/w/${workspace.slug}/${path}`);
    const text = await page.locator('main').evaluate((main) => [main.textContent ?? '', ...[...main.querySelectorAll('input')].map((input) => input.value)].join('\n'));
    if (path === 'settings') for (const name of HOSTILE) expect(text).toContain(kept(name));
    if (path === 'bin') for (const name of HOSTILE.slice(13, 15)) expect(text).toContain(kept(name));
    if (path.startsWith('settings/')) for (const index of [0, 3, 6, 9, 12]) expect(text).toContain(kept(HOSTILE[index]!));
    await harmless(page, seen);
  }

  // Also in what is asked, answered and announced: the stage's checklist, the menu, the toast.
  await workspace.open(page);
  const link = page.locator(`.card[data-id="${ids[6]}"] .card-link`);
  await link.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('#announcer').textContent()).toContain(kept(HOSTILE[3]!));
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog').filter({ visible: true });
  await expect(dialog.getByRole('heading')).toHaveText(`Before it enters “${kept(HOSTILE[3]!)}”`);
  for (const index of [1, 6]) await expect(dialog).toContainText(kept(HOSTILE[index]!));
  await harmless(page, seen);
  await page.keyboard.press('Escape');
  await link.focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  await expect(page.getByRole('menuitem', { name: `${kept(HOSTILE[9]!)}, at the top`, exact: true })).toBeVisible();
  await page.getByRole('menuitem', { name: `${kept(HOSTILE[6]!)}, at the top`, exact: true }).click();
  await expect(page.locator('.toast', { hasText: `1 opportunity moved to ${kept(HOSTILE[6]!)}` })).toBeVisible();
  await harmless(page, seen);
});

test('hostile rows of a file are shown literally before and after their import', async ({ freshServer, page }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.enter(page.context());
  const seen = await watch(page, server.url);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = HOSTILE.slice(0, 12).map((text, index) => [text, text, HOSTILE[index % 3]!, text, text].map(cell).join(','));
  const text = [['title', 'account', 'stage', 'contact', HOSTILE[1]!].map(cell).join(','), ...rows].join('\n');
  await workspace.open(page, `/w/${workspace.slug}/import`);
  await page.locator('input[type=file]').setInputFiles([{ name: '<script>alert(1)<script>{}.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }]);
  const run = page.getByRole('button', { name: /^Import 12 rows/ });
  await expect(run).toBeVisible({ timeout: 20_000 });
  expect(await page.locator('main').innerText()).toContain(HOSTILE[0]!);
  await harmless(page, seen);
  await run.click();
  await page.getByRole('link', { name: 'Open the board' }).click({ timeout: 20_000 });
  await live(page);
  await expect(page.locator('.card[data-id]').first()).toBeVisible();
  expect(await page.locator('.column-name').allTextContents()).toEqual(expect.arrayContaining(HOSTILE.slice(0, 3).map(kept)));
  await harmless(page, seen);
  await workspace.open(page, `/w/${workspace.slug}/import`);
  await expect(page.getByRole('rowheader', { name: /script.*\.csv/ })).toBeVisible();
  await harmless(page, seen);
});

test('the board of a file with an untidy name is offered after its import', async ({ freshServer, page }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  await workspace.enter(page.context());
  await workspace.open(page, `/w/${workspace.slug}/import`);
  await page.locator('input[type=file]').setInputFiles([{ name: ' our__deals  2026 .csv', mimeType: 'text/csv', buffer: Buffer.from('title\nOne\nTwo\n') }]);
  await page.getByRole('button', { name: /^Import 2 rows/ }).click({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Open the board' }).click();
  await live(page);
  await expect(page.locator('.card[data-id]')).toHaveCount(2);
});
