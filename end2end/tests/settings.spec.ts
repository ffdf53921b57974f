import type { Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { card, prepared, type Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

const settings = (workspace: Workspace) => `/w/${workspace.slug}/settings`;
const shape = (workspace: Workspace) => `${settings(workspace)}/${workspace.pipeline}`;
const stageNames = (page: Page) => page.locator('.stage').getByLabel('Stage', { exact: true }).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
const stage = (page: Page, index: number) => page.locator('.stage').nth(index);

test('the workspace, a pipeline, a person and a rate are set up, and everybody sees it', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 409/);
  const workspace = await prepared(freshServer, page);
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(page, settings(workspace));
  await workspace.open(other, settings(workspace));
  await axe(page);

  await page.getByLabel('Company or team').fill('Confluence Works');
  await page.keyboard.press('Enter');
  await expect(other.getByLabel('Company or team')).toHaveValue('Confluence Works');

  await page.getByLabel('Name of the new pipeline').fill('Renewals');
  await page.getByRole('button', { name: 'Add pipeline' }).click();
  await expect(page.getByLabel('Name of Renewals')).toHaveValue('Renewals');
  await expect(page.getByLabel('Name of the new pipeline')).toHaveValue('');
  await expect(other.getByRole('link', { name: 'Stages and fields of Renewals' })).toBeVisible();

  await page.getByLabel('Name of the new person').fill('Grace Hopper');
  await page.getByRole('button', { name: 'Add person' }).click();
  await expect(page.getByRole('alert')).toContainText('exists already');
  await expect(page.getByLabel('Name of the new person')).toHaveValue('Grace Hopper');
  await page.getByLabel('Name of the new person').fill('Alan Turing');
  await page.getByRole('button', { name: 'Add person' }).click();
  await page.getByRole('button', { name: 'Deactivate Alan Turing' }).click();
  await expect(other.getByRole('button', { name: 'Reactivate Alan Turing' })).toBeVisible();
  await other.getByLabel('Department of Alan Turing').selectOption({ label: 'Product' });
  await expect(page.getByLabel('Department of Alan Turing')).toHaveValue('product');

  await page.getByLabel('Currency', { exact: true }).fill('eur');
  await page.getByLabel('Rate', { exact: true }).fill('7.8123456');
  await page.getByRole('button', { name: 'Save rate' }).click();
  await expect(page.getByRole('alert')).toContainText('Exchange rate cannot be read');
  await page.getByLabel('Rate', { exact: true }).fill('7.812345');
  await page.getByRole('button', { name: 'Save rate' }).click();
  await expect(other.getByRole('row', { name: /EUR/ }).getByRole('textbox')).toHaveValue('7.812345');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(other.getByRole('row', { name: /EUR/ })).toHaveCount(0);
});

test('a pipeline with opportunities says why it stays, an empty one goes and comes back', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 409/);
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, settings(workspace));
  await page.getByLabel('Name of the new pipeline').fill('Renewals');
  await page.getByLabel('Name of the new pipeline').press('Enter');
  await page.getByRole('button', { name: 'Delete Sales' }).click();
  await expect(page.getByRole('alert')).toContainText('still holds opportunities');
  await page.getByRole('button', { name: 'Delete Renewals' }).click();
  await expect(page.getByLabel('Name of Renewals')).toHaveCount(0);
  await page.locator('.toast', { hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Name of Renewals')).toBeVisible();
});

test('what is typed stays while others change the same page, and when it is refused', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(page, shape(workspace));
  await workspace.open(other, shape(workspace));
  const name = stage(page, 1).getByLabel('Stage', { exact: true });
  await name.click();
  await page.keyboard.press('End');
  await page.keyboard.type(' leads');

  await stage(other, 1).getByLabel('Chance, %').fill('33');
  await other.keyboard.press('Enter');
  await stage(other, 1).getByRole('button', { name: /up$/ }).click();
  await expect(stage(other, 0).getByLabel('Stage', { exact: true })).toHaveValue('Qualified');
  await expect(stage(page, 1).getByLabel('Chance, %')).toHaveValue('33');
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('Qualified leads');
  // The order waits until nobody types in the list any more.
  await page.getByRole('heading', { level: 1 }).click();
  await expect.poll(() => stageNames(page)).toEqual(['Qualified leads', 'New', 'Proposal', 'Negotiation', 'Contract']);
  await expect.poll(() => stageNames(other)).toEqual(['Qualified leads', 'New', 'Proposal', 'Negotiation', 'Contract']);

  const chance = stage(page, 0).getByLabel('Chance, %');
  await chance.fill('120');
  await page.keyboard.press('Tab');
  await expect(chance).toHaveValue('120');
  await expect(chance).toHaveAccessibleDescription(/between 0 and 100/);
  await axe(page);
  await chance.press('Escape');
  await expect(chance).toHaveValue('33');
});

test('stages are added anywhere, moved by keyboard, limited, and deleted without losing their cards', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, shape(workspace));
  await page.getByLabel('Name of the new stage').fill('Pilot');
  await page.getByLabel('Place').selectOption({ label: 'After Proposal' });
  await expect(page.locator('#new-stage-chance')).toHaveValue('62');
  await page.getByRole('button', { name: 'Add stage' }).click();
  await expect.poll(() => stageNames(page)).toEqual(['New', 'Qualified', 'Proposal', 'Pilot', 'Negotiation', 'Contract']);

  const down = page.getByRole('button', { name: 'Move Negotiation down' });
  await down.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => stageNames(page)).toEqual(['New', 'Qualified', 'Proposal', 'Pilot', 'Contract', 'Negotiation']);
  await expect(down).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Move Negotiation up' })).toBeFocused();

  await stage(page, 1).getByLabel('WIP limit').fill('3');
  await page.keyboard.press('Tab');
  await stage(page, 1).locator('summary').click();
  await stage(page, 1).getByLabel('When the limit is reached').selectOption('hard');
  await expect(stage(page, 1).getByText('hard limit')).toBeVisible();
  await stage(page, 1).getByLabel('Field to be filled in').selectOption({ label: 'Amount' });
  await stage(page, 1).getByRole('button', { name: 'Add Field to be filled in' }).click();
  await expect(stage(page, 1).getByText('Amount is filled in')).toBeVisible();
  await stage(page, 1).getByLabel('Sentence to confirm').fill('The budget is approved');
  await page.keyboard.press('Enter');
  await expect(stage(page, 1).getByText('“The budget is approved” is confirmed')).toBeVisible();
  await axe(page);
  await stage(page, 1).getByRole('button', { name: 'Remove: Amount is filled in' }).click();
  await expect(stage(page, 1).getByText('Amount is filled in')).toHaveCount(0);

  await page.getByRole('button', { name: 'Delete New' }).click();
  const question = page.getByRole('dialog', { name: 'Delete stage “New”?' });
  await expect(question).toContainText('3 opportunities are in it');
  await axe(page);
  await question.getByLabel('Where do they go?').selectOption({ label: 'Pilot' });
  await question.getByRole('button', { name: 'Delete stage' }).click();
  await expect.poll(() => stageNames(page)).toEqual(['Qualified', 'Proposal', 'Pilot', 'Contract', 'Negotiation']);
  await expect.poll(() => workspace.titles()).toEqual([[], [], ['Alpha', 'Beta', 'Gamma'], [], []]);
  await page.locator('.toast', { hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => workspace.titles()).toEqual([['Alpha', 'Beta', 'Gamma'], [], [], [], [], []]);
});

test('custom fields are made, changed and deleted', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, shape(workspace));
  await page.getByLabel('Name of the new field').fill('Region');
  await page.getByLabel('Kind').selectOption({ label: 'Choice' });
  await page.getByRole('button', { name: 'Add field' }).click();
  await expect(page.getByRole('alert')).toContainText('Choices is missing');
  await page.getByLabel('Choices').fill('North');
  await page.keyboard.press('Enter');
  await page.getByLabel('Choices').fill('South');
  await page.getByRole('button', { name: 'Add field' }).click();
  const row = page.getByRole('row').filter({ has: page.getByLabel('Name of Region') });
  await expect(row.locator('.chip')).toHaveText(['North', 'South']);
  await row.getByLabel('Add a choice to Region').fill('West');
  await page.keyboard.press('Enter');
  await expect(row.locator('.chip')).toHaveText(['North', 'South', 'West']);
  await row.getByRole('button', { name: 'Remove: North' }).click();
  await expect(row.locator('.chip')).toHaveText(['South', 'West']);
  await page.getByLabel('Name of Region').fill('Area');
  await page.keyboard.press('Enter');
  await axe(page);
  await page.reload();
  await page.getByRole('button', { name: 'Delete Area' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete field' }).click();
  await expect(page.getByText('No custom fields yet.')).toBeVisible();
});

test('the bin shows what was deleted, by whom, and gives it back', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, `/w/${workspace.slug}/bin`);
  await expect(page.getByRole('heading', { name: 'The recycle bin is empty' })).toBeVisible();
  await axe(page);
  const ids = await workspace.add(0, ...Array.from({ length: 60 }, (_, index) => `Old ${index}`));
  await workspace.send({ board: { delete: { cards: ids } } });
  await expect(page.locator('tbody tr')).toHaveCount(50);
  await page.reload();
  await expect(page.locator('tbody tr')).toHaveCount(50);
  await expect(page.locator('tbody tr').first()).toContainText('Ada Lovelace');
  await axe(page);
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.locator('tbody tr')).toHaveCount(60);
  await expect(page.getByRole('main').getByRole('button', { name: 'More', exact: true })).toHaveCount(0);

  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(other, `/w/${workspace.slug}/bin`);
  const restore = page.getByRole('button', { name: 'Restore Old 7', exact: true });
  await restore.focus();
  await page.keyboard.press('Enter');
  await expect(restore).toHaveCount(0);
  await expect(page.locator('tbody tr')).toHaveCount(59);
  await expect(page.locator(':focus')).toHaveAccessibleName(/^Restore Old/);
  await expect(other.getByText('50 of 59')).toBeVisible();
  await page.getByLabel('Select Old 8', { exact: true }).check();
  await page.getByLabel('Select Old 9', { exact: true }).check();
  await page.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'Restore' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(57);
  expect((await workspace.titles())[0]).toEqual(['Alpha', 'Beta', 'Gamma', 'Old 7', 'Old 8', 'Old 9']);
  await page.locator('.toast', { hasText: '2 opportunities restored' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(59);
});

test('the pages speak Chinese, too', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.enter(page.context(), workspace.person, 'zh');
  for (const [path, heading] of [[settings(workspace), '设置'], [shape(workspace), 'Sales'], [`/w/${workspace.slug}/bin`, '回收站']] as const) {
    await workspace.open(page, path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await axe(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(width).toBeLessThanOrEqual(0);
  }
});

test('whoever leaves hands everything over in one step', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 409/);
  const workspace = await prepared(freshServer, page);
  const leaver = await workspace.addPerson('Leo Leaver', 'member');
  await workspace.addPerson('Hanna Heir', 'member');
  const values = [{ owner: leaver }];
  for (const title of ['One', 'Two']) {
    await workspace.send({ board: { create: { id: crypto.randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[0]!.id, place: 'end', title, values } } });
  }
  await workspace.open(page, settings(workspace));
  const row = page.getByRole('row').filter({ has: page.getByLabel('Name of Leo Leaver') });
  await row.getByRole('button', { name: 'Deactivate Leo Leaver' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leo Leaver leaves' });
  await expect(dialog).toContainText('2 open opportunities');
  await axe(page);
  await dialog.getByRole('button', { name: 'Hand over and deactivate' }).click();
  await expect(dialog.getByText('Who takes over is missing. Fill it in.')).toBeVisible();
  await dialog.getByLabel('Who takes over?').selectOption('Hanna Heir');
  await dialog.getByRole('button', { name: 'Hand over and deactivate' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('deactivated');
  await workspace.open(page);
  await expect(card(page, 'One').getByRole('img', { name: 'Hanna Heir' })).toBeVisible();
  await expect(card(page, 'Two').getByRole('img', { name: 'Hanna Heir' })).toBeVisible();
});
