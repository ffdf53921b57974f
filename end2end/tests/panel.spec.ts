import type { Locator, Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { card, live, prepared, type Workspace } from '../workspace';

const panel = (page: Page): Locator => page.locator('aside.panel');
const fact = (page: Page, name: string): Locator => panel(page).getByRole('button', { name: new RegExp(`^${name}: .* Edit$`) });

async function openCard(page: Page, title: string): Promise<void> {
  await card(page, title).locator('.card-link').click();
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(title);
}

async function second(workspace: Workspace, openPage: () => Promise<Page>): Promise<Page> {
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(other);
  return other;
}

test('a card opens beside the board, takes the focus and gives it back', async ({ freshServer, page }) => {
  await prepared(freshServer, page);
  const board = page.url();
  await openCard(page, 'Beta');
  await expect(panel(page)).toBeFocused();
  await page.keyboard.press('j');
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText('Gamma');
  await page.reload();
  await live(page);
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText('Gamma');
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  expect(page.url()).toBe(board);
  await expect(card(page, 'Gamma').locator('.card-link')).toBeFocused();
});

test('a card that is not there is said so', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/404/);
  const workspace = await prepared(freshServer, page);
  await page.goto(`${workspace.url}${workspace.boardPath}/card/00000000-0000-7000-8000-000000000000`);
  await expect(panel(page).getByRole('alert')).toContainText('does not exist');
});

test('fields are edited in place, elsewhere it shows within a second, and what is typed there is left alone', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/409/);
  const workspace = await prepared(freshServer, page);
  const other = await second(workspace, openPage);
  await openCard(page, 'Alpha');
  await openCard(other, 'Alpha');

  await fact(other, 'Source').click();
  await other.getByLabel('Source', { exact: true }).fill('Trade fa');

  await fact(page, 'Amount').click();
  await page.getByLabel('Amount', { exact: true }).fill('12x');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('alert')).toContainText('Amount');
  await page.getByLabel('Amount', { exact: true }).fill('1,200.50');
  await page.keyboard.press('Enter');
  await expect(fact(other, 'Amount')).toContainText('¥1,200.50', { timeout: 1_500 });
  await expect(fact(page, 'Amount')).toBeFocused();

  await fact(page, 'Source').click();
  await page.getByLabel('Source', { exact: true }).fill('Web');
  await page.keyboard.press('Enter');
  await expect(fact(page, 'Source')).toContainText('Web');
  await expect(panel(other).locator('.timeline')).toContainText('Web');
  await expect(other.getByLabel('Source', { exact: true })).toHaveValue('Trade fa');
  await expect(other.getByLabel('Source', { exact: true })).toBeFocused();

  await other.keyboard.type('ir');
  await other.keyboard.press('Enter');
  const dialog = other.getByRole('dialog');
  await expect(dialog).toContainText('Trade fair');
  await expect(dialog).toContainText('Web');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(fact(page, 'Source')).toContainText('Trade fair');
});

test('tags, people, account and the next step have inputs of their own', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await openCard(page, 'Alpha');

  await fact(page, 'Tags').click();
  await page.keyboard.type('Key account,MES');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(fact(page, 'Tags').locator('.chip')).toHaveText(['Key account', 'MES']);

  await fact(page, 'Collaborators').click();
  await panel(page).getByRole('checkbox', { name: 'Ada Lovelace' }).check();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(fact(page, 'Collaborators')).toContainText('Ada Lovelace');

  await fact(page, 'Account').click();
  await page.keyboard.type('Acme');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Alpha')).toContainText('Acme');

  await panel(page).getByRole('button', { name: 'Plan the next step' }).click();
  await page.keyboard.type('Call');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Alpha')).toContainText('Call');
  await panel(page).getByRole('button', { name: 'Done' }).click();
  await expect(page.getByLabel('Next step', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Next step', { exact: true })).toHaveValue('');
  await expect(card(page, 'Alpha')).toContainText('no next step');
  await page.keyboard.press('Escape');

  const [titles] = await workspace.titles();
  expect(titles).toContain('Alpha');
});

test('a comment is Markdown, its draft survives a reload, and its author changes and deletes it', async ({ freshServer, page }) => {
  await prepared(freshServer, page);
  await openCard(page, 'Alpha');
  const box = panel(page).getByRole('textbox', { name: 'Comment' });
  await box.fill('They want **two** lines');
  await page.reload();
  await live(page);
  await expect(box).toHaveValue('They want **two** lines');
  await panel(page).getByRole('checkbox', { name: /contact with the customer/ }).check();
  await box.press('Control+Enter');
  await expect(panel(page).locator('.timeline .prose strong')).toHaveText('two');
  await expect(panel(page).locator('.timeline')).toContainText('was in contact with the customer');
  await expect(box).toHaveValue('');

  await panel(page).getByRole('button', { name: 'Edit the comment' }).click();
  await panel(page).getByRole('textbox', { name: 'Edit the comment' }).fill('They want *three*');
  await page.keyboard.press('Control+Enter');
  await expect(panel(page).locator('.timeline .prose em')).toHaveText('three');
  await panel(page).getByRole('button', { name: 'Delete the comment' }).click();
  await expect(panel(page).locator('.timeline .prose')).toHaveCount(0);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(panel(page).locator('.timeline .prose em').first()).toHaveText('three');
});

test('two descriptions that meet are both kept until somebody decides', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const other = await second(workspace, openPage);
  await openCard(page, 'Alpha');
  await openCard(other, 'Alpha');
  for (const each of [page, other]) await panel(each).getByRole('button', { name: 'Describe' }).click();
  await panel(page).getByRole('textbox', { name: 'Description' }).fill('# Hers');
  await panel(other).getByRole('textbox', { name: 'Description' }).fill('# His');
  await page.keyboard.press('Control+Enter');
  await expect(panel(page).locator('.prose h3')).toHaveText('Hers');
  await expect(panel(other).getByRole('textbox', { name: 'Theirs' })).toHaveValue('# Hers');
  await expect(panel(other).getByRole('textbox', { name: 'Description' })).toHaveValue('# His');
  await panel(other).getByRole('button', { name: 'Save mine instead' }).click();
  await expect(panel(page).locator('.prose h3')).toHaveText('His');
});

test('files are uploaded, downloaded, removed and brought back', async ({ freshServer, page }) => {
  await prepared(freshServer, page);
  await openCard(page, 'Alpha');
  const chooser = page.waitForEvent('filechooser');
  await panel(page).getByRole('button', { name: 'Upload' }).click();
  await (await chooser).setFiles({ name: '报价 1.txt', mimeType: 'text/plain', buffer: Buffer.from('¥100') });
  const link = panel(page).getByRole('link', { name: '报价 1.txt' });
  await expect(link).toBeVisible();
  const download = page.waitForEvent('download');
  await link.click();
  expect((await download).suggestedFilename()).toBe('报价 1.txt');
  await panel(page).getByRole('button', { name: 'Remove the file 报价 1.txt' }).click();
  await expect(link).toHaveCount(0);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(link).toBeVisible();
});

test('a card is moved, won and reopened from the panel, and its timeline says so', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await openCard(page, 'Alpha');
  const next = workspace.stages[1]!.name;
  await panel(page).locator('.stepper').getByRole('button', { name: next }).click();
  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual(['Alpha']);
  await expect(panel(page).locator('.timeline')).toContainText(`moved it from ${workspace.stages[0]!.name} to ${next}`);
  await panel(page).getByRole('button', { name: 'Won' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Best price');
  await page.keyboard.press('Enter');
  await expect(panel(page).locator('.panel-head')).toContainText('Best price');
  await panel(page).getByRole('button', { name: 'Reopen' }).click();
  await expect(panel(page).locator('.timeline')).toContainText('reopened it');
});

test('axe finds nothing on an open card, in both languages', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await openCard(page, 'Alpha');
  await panel(page).getByRole('textbox', { name: 'Comment' }).fill('One line');
  await page.keyboard.press('Control+Enter');
  await expect(panel(page).locator('.timeline .prose')).toHaveCount(1);
  await axe(page);
  await fact(page, 'Amount').click();
  await axe(page);
  await workspace.enter(page.context(), workspace.person, 'zh');
  await page.reload();
  await live(page);
  await expect(panel(page)).toContainText('动态');
  await axe(page);
});
