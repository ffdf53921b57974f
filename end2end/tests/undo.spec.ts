// Whatever was done to many cards at once or to one is taken back as a whole: by the toast, by Ctrl+Z, and by Ctrl+Z after a reload.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { agree, card, live, prepared, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false } });

const everything = { state: 'all', owner: null, account: null, tag: null, least: null, most: null, from: null, to: null, text: '' };

/** All cards with all their values, in all states but deleted. */
const cards = async (workspace: Workspace) => (await workspace.board(everything)).columns;

async function select(page: Page, ...titles: string[]): Promise<void> {
  // A selection stays after what was done to it.
  if ((await bar(page).count()) > 0) await bar(page).getByRole('button', { name: 'Clear selection' }).click();
  await expect(bar(page)).toHaveCount(0);
  for (const title of titles) {
    await card(page, title).locator('.card-link').focus();
    await page.keyboard.press('x');
  }
  await expect(bar(page)).toContainText(`${titles.length} selected`);
}

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions for the selection' });

interface Deed {
  what: string;
  toast: RegExp;
  do: (page: Page, workspace: Workspace) => Promise<void>;
}

const deeds: Deed[] = [
  {
    what: 'a bulk move',
    toast: /3 opportunities moved to/,
    do: async (page, workspace) => {
      await select(page, 'Alpha', 'Gamma', 'Epsilon');
      await bar(page).getByRole('button', { name: 'Move to…' }).click();
      await page.getByRole('menuitem', { name: `${workspace.stages[2]!.name}, at the top` }).click();
    },
  },
  {
    what: 'a bulk change of the owner',
    toast: /3 opportunities handed to Grace Hopper/,
    do: async (page) => {
      await select(page, 'Alpha', 'Gamma', 'Epsilon');
      await bar(page).getByRole('button', { name: 'Owner…' }).click();
      await page.getByRole('menuitem', { name: /Grace Hopper/ }).click();
    },
  },
  {
    what: 'a bulk deletion',
    toast: /3 opportunities moved to the bin/,
    do: async (page) => {
      await select(page, 'Alpha', 'Gamma', 'Epsilon');
      await bar(page).getByRole('button', { name: 'Delete' }).click();
    },
  },
  {
    what: 'a bulk closing',
    toast: /2 opportunities won/,
    do: async (page) => {
      await select(page, 'Beta', 'Delta');
      await bar(page).getByRole('button', { name: 'Won…' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('Best price');
      await page.keyboard.press('Enter');
    },
  },
];

for (const deed of deeds) {
  test(`${deed.what} is taken back as a whole, in three ways, and done again`, async ({ freshServer, page, openPage }) => {
    const workspace = await prepared(freshServer, page, ['Alpha', 'Beta', 'Gamma']);
    const grace = await workspace.addPerson('Grace Hopper');
    await workspace.add(1, 'Delta', 'Epsilon');
    // What differs between the cards must differ again afterwards.
    const [alpha] = (await workspace.board()).columns[0]!;
    await workspace.send({ board: { edit: { edits: [{ card: alpha!.id, sets: [{ was: { owner: null }, now: { owner: workspace.person } }] }] } } });
    const other = await openPage();
    await workspace.enter(other.context(), grace);
    await workspace.open(other);
    await expect(card(page, 'Epsilon')).toHaveCount(1);
    const before = await cards(workspace);
    const isDone = () => expect.poll(() => cards(workspace)).not.toEqual(before);
    const isUndone = () => expect.poll(() => cards(workspace)).toEqual(before);
    const toast = page.locator('.toast', { hasText: deed.toast });

    await test.step('by the toast', async () => {
      await deed.do(page, workspace);
      await isDone();
      await toast.getByRole('button', { name: 'Undo' }).click();
      await isUndone();
      await agree(workspace, page, other);
    });
    await test.step('by Ctrl+Z, and again by Ctrl+Shift+Z', async () => {
      await deed.do(page, workspace);
      await expect(toast).toHaveCount(1);
      const after = await cards(workspace);
      expect(after).not.toEqual(before);
      await page.keyboard.press('Control+z');
      await isUndone();
      await page.keyboard.press('Control+Shift+z');
      await isDone();
      expect(positions(await cards(workspace))).toEqual(positions(after));
      await page.keyboard.press('Control+z');
      await isUndone();
      await agree(workspace, page, other);
    });
    await test.step('by Ctrl+Z after a reload, one command after the other', async () => {
      await deed.do(page, workspace);
      await isDone();
      await workspace.send({ board: { create: { id: crypto.randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[3]!.id, place: 'end', title: 'Zeta', values: [] } } });
      // The newest command of the same person is the one that added Zeta; the next is the one before it.
      await page.reload();
      await live(page);
      await page.keyboard.press('Control+z');
      await expect(card(page, 'Zeta')).toHaveCount(0);
      await page.keyboard.press('Control+z');
      await isUndone();
      await agree(workspace, page, other);
    });
  });
}

/** Which card stands where, with the values that were changed above. */
function positions(columns: Awaited<ReturnType<typeof cards>>) {
  return columns.map((column) => column.map(({ id, owner, state }) => ({ id, owner, state })));
}

test('an edit is taken back, but not over what somebody else has changed since', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 409/);
  const workspace = await prepared(freshServer, page);
  const grace = await workspace.addPerson('Grace Hopper');
  const other = await openPage();
  await workspace.enter(other.context(), grace);
  await workspace.open(other);
  const panel = page.locator('aside.panel');
  const edit = async (value: string) => {
    await panel.getByRole('button', { name: /^Source: .* Edit$/ }).click();
    await page.getByLabel('Source', { exact: true }).fill(value);
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('button', { name: `Source: ${value}. Edit` })).toBeVisible();
  };
  const source = async () => ((await workspace.board()).columns[0]!.find((one) => one.title === 'Alpha') as { source?: string }).source ?? '';
  const id = (await workspace.board()).columns[0]![0]!.id;
  await card(page, 'Alpha').locator('.card-link').click();

  await edit('Web');
  await expect.poll(source).toBe('Web');
  await edit('Fair');
  await expect.poll(source).toBe('Fair');
  await panel.focus();
  await page.keyboard.press('Control+z');
  await expect.poll(source).toBe('Web');
  await page.reload();
  await live(page);
  await page.keyboard.press('Control+z');
  await expect.poll(source).toBe('');
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(source).toBe('Web');

  // Somebody else writes over it: then it is no longer mine to take back.
  const hers = Object.assign(Object.create(Workspace.prototype) as Workspace, workspace, { person: grace });
  await hers.send({ board: { edit: { edits: [{ card: id, sets: [{ was: { source: 'Web' }, now: { source: 'Phone' } }] }] } } });
  await expect(panel.getByRole('button', { name: 'Source: Phone. Edit' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.locator('.toast, dialog[open]').first()).toBeVisible();
  await page.waitForTimeout(300);
  expect(await source()).toBe('Phone');
  await expect(page.locator('body')).not.toContainText('Taken back.');
});

test('an import is taken back by Ctrl+Z after a reload, with all that it made and changed', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const before = await cards(workspace);
  /** The open cards of all pipelines; one that an import made stays, since the recycle bin holds its cards. */
  const all = async () => {
    const { pipelines } = await workspace.data();
    return (await Promise.all(pipelines.map((pipeline) => workspace.board(everything, pipeline.id)))).flatMap((board) => board.columns.flat());
  };
  await workspace.open(page, `/w/${workspace.slug}/import`);
  const text = ['title,stage,amount,currency,account', ...Array.from({ length: 12 }, (_, index) => `Deal ${index},${workspace.stages[index % 3]!.name},${index * 100},CNY,Acme ${index % 4}`)].join('\n');
  for (const into of ['', workspace.pipeline]) {
    await page.locator('input[type=file]').setInputFiles([{ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }]);
    await page.locator('#import-into').selectOption(into);
    await page.getByRole('button', { name: 'Import 12 rows' }).click({ timeout: 20_000 });
    await expect(page.getByRole('link', { name: 'Open the board' })).toBeVisible({ timeout: 20_000 });
    expect(await all()).toHaveLength(15);
    await page.reload();
    await live(page);
    await page.keyboard.press('Control+z');
    await expect(page.locator('.toast', { hasText: 'Taken back.' })).toBeVisible();
    expect(await all()).toHaveLength(3);
    expect(await cards(workspace)).toEqual(before);
    await page.reload();
    await live(page);
    await expect(page.getByText('Undone', { exact: true })).toHaveCount(into === '' ? 1 : 2);
  }
  await workspace.open(page);
  await agree(workspace, page);
});

test('the list of earlier imports follows what is taken back elsewhere', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, `/w/${workspace.slug}/import`);
  await page.locator('input[type=file]').setInputFiles([{ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from('title,stage\nOne,New\nTwo,New\n') }]);
  await page.getByRole('button', { name: 'Import 2 rows' }).click({ timeout: 20_000 });
  await expect(page.getByRole('link', { name: 'Open the board' })).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await live(page);
  await expect(page.getByRole('button', { name: /Undo this import/ })).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.toast', { hasText: 'Taken back.' })).toBeVisible();
  await expect(page.getByText('Undone', { exact: true })).toHaveCount(1, { timeout: 3_000 });
  await expect(page.getByRole('button', { name: /Undo this import/ })).toHaveCount(0);
});
