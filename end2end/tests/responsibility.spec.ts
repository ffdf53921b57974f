import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { prepared, type Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

const at = (workspace: Workspace, page: string) => `/w/${workspace.slug}/${page}`;
const isPhone = (page: Page) => page.viewportSize()!.width < 640;
const does = (workspace: Workspace, command: object) => workspace.send({ responsibility: command });

interface Furnished {
  roles: Record<string, string>;
  work: Record<string, string>;
}

/** Two roles of Sales and two lines of work that nothing is said about yet. */
async function furnish(workspace: Workspace): Promise<Furnished> {
  const [seller, lead, find, sign] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const role = (id: string, name: string) => ({ id, department: 'sales', name, purpose: '', lines: [], responsibilities: [] });
  await does(workspace, { add_roles: { roles: [role(seller, 'Seller'), role(lead, 'Sales lead')] } });
  for (const [id, text] of [[find, 'Find prospects'], [sign, 'Sign contracts']]) {
    await does(workspace, { add_responsibility: { department: 'sales', new: { id, text, letter: null }, role: null } });
  }
  return { roles: { Seller: seller, 'Sales lead': lead }, work: { 'Find prospects': find, 'Sign contracts': sign } };
}

/** The cell of a row and column, as the table shows it. */
const cell = (page: Page, row: string, column: number) => page.getByRole('row', { name: new RegExp(row) }).locator('td').nth(column);
const entry = (page: Page, row: string) => page.locator('.matrix-list li', { hasText: row });

test('a workspace starts from the five templates', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, at(workspace, 'matrix'));
  await axe(page);
  await page.getByRole('button', { name: 'Start from the five templates' }).click();
  if (isPhone(page)) {
    await expect(entry(page, 'Negotiate terms')).toContainText('Sales representative');
  } else {
    await expect(cell(page, 'Negotiate terms', 0)).toHaveText('R');
    await expect(page.getByRole('columnheader', { name: /Product manager/ })).toBeVisible();
  }
  await axe(page);
});

test('two browsers see each other in the matrix, and a cell that was taken stays', async ({ freshServer, page, openPage, allowConsole }) => {
  test.skip(isPhone(page), 'the table is for wide screens');
  allowConsole(/status of 409/, /Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const workspace = await prepared(freshServer, page);
  await furnish(workspace);
  const other = await openPage();
  const grace = randomUUID();
  await workspace.send({ directory: { save_person: { id: grace, name: 'Grace Hopper', department: 'sales', access: 'lead', active: true } } });
  await workspace.enter(other.context(), grace);
  await workspace.open(page, at(workspace, 'matrix'));
  await workspace.open(other, at(workspace, 'matrix'));

  await cell(page, 'Find prospects', 0).click();
  await page.getByRole('menuitemradio', { name: /Accountable/ }).click();
  await expect(cell(page, 'Find prospects', 0)).toHaveText('A');
  await expect(cell(other, 'Find prospects', 0)).toHaveText('A', { timeout: 2_000 });
  await expect(cell(other, 'Find prospects', 0)).toHaveAttribute('data-name', 'Ada Lovelace');

  await other.context().setOffline(true);
  await cell(other, 'Sign contracts', 0).click();
  await other.getByRole('menuitemradio', { name: /Informed/ }).click();
  await cell(page, 'Sign contracts', 0).click();
  await page.getByRole('menuitemradio', { name: /Responsible/ }).click();
  await expect(cell(page, 'Sign contracts', 0)).toHaveText('R');
  await other.context().setOffline(false);
  await expect(other.getByRole('alert').filter({ hasText: 'Sign contracts' })).toContainText('set to R by someone else', { timeout: 20_000 });
  await expect(cell(other, 'Sign contracts', 0)).toHaveText('R');
  await expect(cell(page, 'Sign contracts', 0)).toHaveText('R');
});

test('the matrix works by keyboard, is undone, and tells its past', async ({ freshServer, page }) => {
  test.skip(isPhone(page), 'the table is for wide screens');
  const workspace = await prepared(freshServer, page);
  await furnish(workspace);
  await workspace.open(page, at(workspace, 'matrix'));
  await page.getByRole('grid').focus();
  await page.keyboard.press('r');
  await expect(cell(page, 'Find prospects', 0)).toHaveText('R');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('a');
  await expect(cell(page, 'Find prospects', 1)).toHaveText('A');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await expect(cell(page, 'Sign contracts', 1)).toHaveText('C');
  await page.keyboard.press('Delete');
  await expect(cell(page, 'Sign contracts', 1)).toHaveText('');
  await expect(page.locator('.toast', { hasText: '–' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(cell(page, 'Sign contracts', 1)).toHaveText('C');
  await page.keyboard.press('Enter');
  await expect(page.locator('.matrix-past')).toContainText('– → C');
  await axe(page);
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(cell(page, 'Find prospects', 0)).toHaveText('R');
  await expect(page.locator('tfoot td').first()).toHaveText('1');
});

test('the matrix is filtered, switched to people and exported', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const { roles, work } = await furnish(workspace);
  await does(workspace, { set_cell: { row: { responsibility: work['Sign contracts'] }, column: { role: roles['Seller'] }, seen: null, letter: 'responsible' } });
  await workspace.open(page, at(workspace, 'matrix'));
  const rows = isPhone(page) ? page.locator('.matrix-list li') : page.locator('tbody tr[data-row]');
  await expect(rows).toHaveCount(2 + workspace.stages.length);
  await page.getByRole('searchbox', { name: 'Find a responsibility' }).fill('sign');
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('Role or person').selectOption({ label: 'Seller' });
  await expect(rows).toHaveCount(1);
  await page.getByRole('button', { name: 'People', exact: true }).click();
  await expect(rows).toHaveCount(2 + workspace.stages.length);
  await page.getByRole('button', { name: 'Roles', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const text = await readFile((await (await download).path())!, 'utf8');
  expect(text).toContain('Sign contracts,R,');
});

test('on a phone a row opens with a choice for each column', async ({ freshServer, page }) => {
  test.skip(!isPhone(page), 'wide screens have the table');
  const workspace = await prepared(freshServer, page);
  await furnish(workspace);
  await workspace.open(page, at(workspace, 'matrix'));
  await expect(entry(page, 'Find prospects')).toContainText('Nobody yet');
  await entry(page, 'Find prospects').getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Seller').selectOption('R');
  await dialog.getByLabel('Sales lead').selectOption('A');
  await axe(page);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(entry(page, 'Find prospects')).toContainText('R Seller');
  await expect(entry(page, 'Find prospects')).toContainText('A Sales lead');
});

test('a profile is written by two at once, published, agreed to, and its missing holder reminded', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 409/);
  const workspace = await prepared(freshServer, page);
  const { roles } = await furnish(workspace);
  const grace = await workspace.addPerson('Grace Hopper', 'member');
  const path = at(workspace, `roles/${roles['Seller']}`);
  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(page, path);
  await workspace.open(other, path);

  await page.getByLabel('Skill that the role needs').fill('Negotiation');
  await page.getByRole('button', { name: 'Add skill' }).click();
  const line = (where: Page) => where.getByLabel('Line 1', { exact: true });
  await expect(line(other)).toHaveValue('Negotiation');
  await line(other).fill('Negotiating hard');
  await line(page).fill('Negotiation and law');
  await line(page).press('Enter');
  await expect(page.locator('.toast', { hasText: 'Saved' }).first()).toBeVisible();
  await line(other).press('Enter');
  await expect(other.getByRole('alert').first()).toContainText('Negotiation and law');
  await expect(line(other)).toHaveValue('Negotiating hard');
  await line(other).press('Enter');
  await expect(line(page)).toHaveValue('Negotiating hard');

  await page.getByLabel('Choose a person').selectOption({ label: 'Grace Hopper' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(other.getByRole('row', { name: /Grace Hopper/ })).toBeVisible();
  await page.getByRole('button', { name: 'Publish version 1' }).click();
  await expect(page.getByText('Nothing has changed since version 1.')).toBeVisible();
  await page.getByRole('button', { name: 'Remind Grace Hopper' }).click();
  await axe(page);

  const holder = await openPage();
  await workspace.enter(holder.context(), grace);
  await workspace.open(holder);
  await holder.getByRole('note').filter({ hasText: 'Seller' }).getByRole('link', { name: 'Read it' }).click();
  await holder.getByRole('button', { name: 'I have read it and agree' }).click();
  await expect(holder.getByRole('note').filter({ hasText: 'Seller' })).toHaveCount(0);
  await expect(page.getByText(/Grace Hopper agreed/)).toBeVisible();
  await expect(holder.getByRole('button', { name: 'Add skill' })).toHaveCount(0);

  await page.getByLabel('What it is measured by').fill('Conversion rate');
  await page.getByRole('button', { name: 'Add KPI' }).click();
  await expect(page.locator('.difference ins')).toContainText('Conversion rate');
});

test('findings are counted live and mended by their buttons', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page, []);
  const { roles, work } = await furnish(workspace);
  const set = (row: object, role: string, letter: string) => does(workspace, { set_cell: { row, column: { role: roles[role] }, seen: null, letter } });
  for (const row of [{ responsibility: work['Sign contracts'] }, ...workspace.stages.map((stage) => ({ stage: stage.id }))]) {
    await set(row, 'Seller', 'responsible');
    await set(row, 'Sales lead', 'accountable');
  }
  await set({ responsibility: work['Find prospects'] }, 'Seller', 'responsible');
  await does(workspace, { hold: { id: randomUUID(), role: roles['Seller'], person: workspace.person, deputy: false, dates: {} } });

  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(other);
  await workspace.open(page, at(workspace, 'findings'));
  const count = other.locator('a[href$="/findings"] .count').first();
  await expect(count).toHaveText('2');
  await expect(page.getByText('“Find prospects” has no A')).toBeVisible();
  await expect(page.getByText('Nobody holds “Sales lead” today.')).toBeVisible();
  await axe(page);

  await page.locator('.finding', { hasText: 'Find prospects' }).getByRole('button', { name: 'Sales lead: A' }).click();
  await expect(page.getByText('“Find prospects” has no A')).toHaveCount(0);
  await expect(count).toHaveText('1');
  await page.locator('.finding', { hasText: 'Sales lead' }).getByRole('button', { name: 'Accept…' }).click();
  await page.getByLabel('Accepted because').fill('Hired for spring');
  await page.getByRole('button', { name: 'Accepted', exact: true }).click();
  await expect(page.getByText(/Accepted by Ada Lovelace/)).toContainText('Hired for spring');
  await expect(count).toHaveCount(0);
  await page.getByRole('button', { name: 'Reopen' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace holds it' }).click();
  await expect(page.getByText('Everything is in order')).toBeVisible();
});

test('a reader is offered nothing that would be refused', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const { roles } = await furnish(workspace);
  const reader = await openPage();
  await workspace.enter(reader.context(), await workspace.addPerson('Reader', 'member'));
  await workspace.open(reader, at(workspace, 'matrix'));
  await expect(reader.getByRole('button', { name: 'Add responsibility' })).toHaveCount(0);
  if (!isPhone(page)) {
    await cell(reader, 'Find prospects', 0).click();
    await expect(reader.getByText('Never changed')).toBeVisible();
    await expect(reader.getByRole('menuitemradio')).toHaveCount(0);
  }
  await workspace.open(reader, at(workspace, `roles/${roles['Seller']}`));
  await expect(reader.getByRole('button', { name: /Publish|Add|Deactivate/ })).toHaveCount(0);
  await workspace.open(reader, at(workspace, 'findings'));
  await expect(reader.locator('.finding').first()).toBeVisible();
  await expect(reader.locator('.finding button')).toHaveCount(0);
  await workspace.open(reader, at(workspace, 'skills'));
  await expect(reader.getByRole('button', { name: 'Add skill' })).toHaveCount(1);
  await axe(reader);
});
