import { axe, expect, test } from '../fixtures';
import { card, column, live, shown, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

test('a move arrives in another browser within a second, and a reload keeps the order', async ({ freshServer, page, openPage }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta', 'Gamma');
  const other = await openPage();
  await workspace.enter(page.context());
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(page);
  await workspace.open(other);

  await card(page, 'Gamma').locator('.card-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');

  await expect.poll(() => shown(other, workspace.stages[0]!), { timeout: 1_500, intervals: [50] }).toEqual(['Gamma', 'Alpha', 'Beta']);
  await page.reload();
  await live(page);
  expect(await shown(page, workspace.stages[0]!)).toEqual(['Gamma', 'Alpha', 'Beta']);
});

test('a card goes to another stage by the menu in three taps, and the keyboard stays on it', async ({ freshServer, page }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta');
  await workspace.enter(page.context());
  await workspace.open(page);

  await card(page, 'Beta').hover();
  await page.getByRole('button', { name: 'Actions for Beta' }).click();
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: `${workspace.stages[1]!.name}, at the top` }).click();

  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual(['Beta']);
  await expect(column(page, workspace.stages[1]!).locator('.card-link')).toBeFocused();
});

test('what was done is taken back by Ctrl+Z, also after a reload', async ({ freshServer, page }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta');
  await workspace.enter(page.context());
  await workspace.open(page);

  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('Delete');
  await expect(card(page, 'Alpha')).toHaveCount(0);
  await expect.poll(() => workspace.titles().then((titles) => titles[0])).toEqual(['Beta']);
  await page.reload();
  await live(page);
  await page.keyboard.press('Control+z');
  await expect(card(page, 'Alpha')).toHaveCount(1);
  expect(await shown(page, workspace.stages[0]!)).toEqual(['Alpha', 'Beta']);
});

test('without a connection moves are kept, shown as waiting, and arrive once on return', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta');
  await workspace.enter(page.context());
  await workspace.open(page);

  await page.context().setOffline(true);
  await expect(page.locator('.live')).toHaveAttribute('data-state', 'offline', { timeout: 5_000 });
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(card(page, 'Alpha')).toContainText('waiting');
  expect((await workspace.titles())[1]).toEqual([]);
  // Meanwhile somebody else works on.
  await workspace.add(1, 'Delta');

  await page.context().setOffline(false);
  await expect.poll(() => workspace.titles().then((titles) => [...titles[1]!].sort()), { timeout: 10_000 }).toEqual(['Alpha', 'Delta']);
  await expect(card(page, 'Delta')).toHaveCount(1);
  await expect(card(page, 'Alpha')).not.toContainText('waiting');
});

test('a stage asks for just what is missing, and Escape puts the card back', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha');
  const requirements = [
    { id: '018f0000-0000-7000-8000-000000000001', need: { field: 'amount' } },
    { id: '018f0000-0000-7000-8000-000000000002', need: { confirm: 'Budget confirmed' } },
  ];
  await workspace.send({ pipeline: { edit_stage: { id: workspace.stages[1]!.id, part: { requirements } } } });
  await workspace.enter(page.context());
  await workspace.open(page);
  const move = async () => {
    await card(page, 'Alpha').locator('.card-link').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
  };

  await move();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Budget confirmed');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await shown(page, workspace.stages[0]!)).toEqual(['Alpha']);

  await move();
  await dialog.getByRole('textbox').fill('500');
  await dialog.getByLabel('Budget confirmed').check();
  await dialog.getByRole('button', { name: 'Save and move' }).click();
  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual(['Alpha']);
});

test('closing asks for the reason', async ({ freshServer, page }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha');
  await workspace.enter(page.context());
  await workspace.open(page);
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('w');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Mark as won' }).click();
  await expect(dialog).toContainText('Reason');
  await dialog.getByLabel('Reason').fill('Best service');
  await dialog.getByRole('button', { name: 'Mark as won' }).click();
  await expect(card(page, 'Alpha')).toHaveCount(0);
});

test('the board is readable before the wasm has arrived', async ({ freshServer, browser }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, 'Alpha', 'Beta');
  const context = await browser.newContext({ javaScriptEnabled: false });
  await workspace.enter(context);
  const page = await context.newPage();
  await page.goto(`${server.url}${workspace.boardPath}`);
  expect(await shown(page, workspace.stages[0]!)).toEqual(['Alpha', 'Beta']);
  await context.close();
});

for (const language of ['en', 'zh']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the board has no accessibility faults in ${language}, ${colorScheme}`, async ({ freshServer, page }) => {
      const server = await freshServer({ demo: false });
      const workspace = await Workspace.found(server.url);
      await workspace.add(0, 'Alpha', 'Beta');
      await workspace.enter(page.context(), workspace.person, language);
      await page.emulateMedia({ colorScheme });
      await workspace.open(page);
      await axe(page);
      await card(page, 'Alpha').locator('.card-link').focus();
      await page.keyboard.press('m');
      await axe(page);
    });
  }
}
