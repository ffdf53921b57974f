import type { Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { card, live, prepared, type Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

const row = (page: Page, title: string) => page.locator('tbody tr', { hasText: title });
const titles = (page: Page) => page.locator('tbody tr:not([hidden]) .row-link').allTextContents();
const listPath = (workspace: Workspace, query = '') => `/w/${workspace.slug}/list/${workspace.pipeline}${query}`;

async function openNew(page: Page): Promise<void> {
  await page.locator('.fab:visible, .viewbar .primary:visible').click();
  await page.getByRole('dialog', { name: 'New opportunity' }).waitFor();
}

test('a search is in the address, keeps the cursor, and is shared by board and list', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const search = page.getByRole('searchbox', { name: 'Search this pipeline' });
  await search.pressSequentially('alp', { delay: 60 });
  await expect(page).toHaveURL(/\?q=alp$/);
  await expect(card(page, 'Beta')).toHaveCount(0);
  await expect(card(page, 'Alpha')).toHaveCount(1);
  await search.pressSequentially('ha', { delay: 60 });
  await expect(page).toHaveURL(/\?q=alpha$/);
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('alpha');

  await page.goto(`${workspace.url}${listPath(workspace)}?q=alpha`);
  await live(page);
  expect(await titles(page)).toEqual(['Alpha']);
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(() => titles(page)).toEqual(['Alpha', 'Beta', 'Gamma']);
});

test('conditions are set in a dialog, survive a reload, and are cleared where nothing passes', async ({ freshServer, page }) => {
  await prepared(freshServer, page);
  await page.getByRole('button', { name: /^Filter/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Which opportunities to show' });
  await axe(page);
  await dialog.getByLabel('Owner').selectOption({ label: 'Ada Lovelace' });
  await dialog.getByLabel('Amount from').fill('12x');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Amount');
  await dialog.getByLabel('Amount from').fill('1,000');
  await dialog.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/owner=.*&least=CNY1000/);
  await expect(page.getByRole('heading', { name: 'No opportunity passes this filter' })).toBeVisible();
  await page.reload();
  await live(page);
  await expect(page.getByRole('button', { name: /^Filter/ })).toContainText('2');
  await axe(page);
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(card(page, 'Alpha')).toHaveCount(1);
  await expect(page).not.toHaveURL(/\?/);
});

test('a view is saved, shared, opened by somebody else at once, and deleted', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(other);
  await other.getByRole('button', { name: 'Views' }).click();
  await expect(other.getByText('Nothing saved yet')).toBeVisible();

  await workspace.open(page, `${workspace.boardPath}?q=beta`);
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save or delete…' }).click();
  await page.getByLabel('Name for the current filter').fill('Only beta');
  await page.getByLabel('Everybody in the workspace sees it').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await other.getByRole('menuitemradio', { name: 'Only beta' }).click();
  await expect(other).toHaveURL(/\?q=beta$/);
  await expect(card(other, 'Alpha')).toHaveCount(0);

  await page.getByRole('button', { name: 'Views' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Only beta' })).toHaveAttribute('aria-checked', 'true');
  await page.getByRole('menuitem', { name: 'Save or delete…' }).click();
  await axe(page);
  await page.getByRole('button', { name: 'Delete the view Only beta' }).click();
  await expect(page.getByRole('button', { name: 'Delete the view Only beta' })).toHaveCount(0);
});

test('the list is sorted by its heads, edited in place, and stays current', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, `${listPath(workspace)}?sort=title`);
  expect(await titles(page)).toEqual(['Alpha', 'Beta', 'Gamma']);
  await axe(page);

  await row(page, 'Beta').getByRole('button', { name: /Edit Amount/ }).click();
  const amount = row(page, 'Beta').getByLabel('Amount', { exact: true });
  await amount.fill('2,500');
  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(other, listPath(workspace));
  await row(other, 'Alpha').getByRole('button', { name: 'Alpha, edit: Title' }).click();
  await other.locator('tbody form').getByLabel('Title', { exact: true }).fill('Omega');
  await other.keyboard.press('Enter');
  // The other's change is shown, but no row moves while one is being edited.
  await expect(row(page, 'Omega')).toHaveCount(1);
  await page.waitForTimeout(1_000);
  await expect(amount).toBeFocused();
  await expect(amount).toHaveValue('2,500');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Beta')).toContainText('¥2,500');
  await expect(row(page, 'Beta').getByRole('button', { name: /Edit Amount/ })).toBeFocused();
  await expect.poll(() => titles(page)).toEqual(['Beta', 'Gamma', 'Omega']);
  await expect(page.locator('tfoot')).toContainText('¥2,500');
  await expect(row(other, 'Beta')).toContainText('¥2,500');

  await workspace.add(1, 'Delta');
  await expect.poll(() => titles(page)).toEqual(['Beta', 'Delta', 'Gamma', 'Omega']);
});

test('many cards are handed over, and deleted, at once', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.addPerson('Grace Hopper');
  await workspace.open(page, listPath(workspace));
  await row(page, 'Alpha').getByRole('checkbox').click();
  await row(page, 'Gamma').getByRole('checkbox').click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Actions for the selection' });
  await expect(bar).toContainText('3 selected');
  await axe(page);
  await bar.getByRole('button', { name: 'Owner…' }).click();
  await page.getByRole('menuitem', { name: /Grace Hopper/ }).click();
  await expect(row(page, 'Beta')).toContainText('Grace Hopper');
  await expect(row(page, 'Gamma')).toContainText('Grace Hopper');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await row(page, 'Beta').getByRole('checkbox').click();
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => titles(page)).toEqual(['Alpha', 'Gamma']);
  await page.locator('.toast', { hasText: 'moved to the bin' }).getByRole('button', { name: /Undo/ }).click();
  await expect.poll(() => titles(page)).toEqual(['Alpha', 'Beta', 'Gamma']);
});

test('a new opportunity is written in one form, which keeps what was refused', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await openNew(page);
  await axe(page);
  const dialog = page.getByRole('dialog', { name: 'New opportunity' });
  await dialog.getByLabel('Account').fill('Acme');
  await dialog.getByLabel('Amount', { exact: true }).fill('1,250.50');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByRole('alert').last()).toContainText('Title');
  await expect(dialog.getByLabel('Account')).toHaveValue('Acme');
  await dialog.getByLabel('Title').fill('Pump order');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(card(page, 'Pump order')).toContainText('¥1,250.50');
  await expect(card(page, 'Pump order')).toContainText('Acme');
  await expect.poll(() => workspace.titles().then((all) => all[0])).toContain('Pump order');
});

test('single letters open the new form and the list of shortcuts, unless they are switched off', async ({ freshServer, page }) => {
  await prepared(freshServer, page);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toBeVisible();
  await axe(page);
  await help.getByLabel('Single-letter shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
