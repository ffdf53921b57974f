// Dropping on won and lost by mouse, also several cards at once.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { agree, card, prepared, shown } from '../workspace';

test.use({ serverOptions: { demo: false } });

async function dragTo(page: Page, title: string, zone: string): Promise<void> {
  const from = (await card(page, title).boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 60, { steps: 5 });
  const place = (await page.locator(`.drop-zone.${zone}`).boundingBox())!;
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2, { steps: 10 });
  await expect(page.locator(`.drop-zone.${zone}`)).toHaveClass(/over/);
  await page.mouse.up();
}

test('a card dropped on “lost” asks for the reason; cancelled, it stays', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const dialog = page.getByRole('dialog');
  await dragTo(page, 'Beta', 'lost');
  await expect(dialog).toContainText('Why was it lost?');
  await expect(page.locator('.drag-ghost, .drop-zone')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await shown(page, workspace.stages[0]!)).toEqual(['Alpha', 'Beta', 'Gamma']);

  await dragTo(page, 'Beta', 'lost');
  await dialog.getByRole('button', { name: 'Mark as lost' }).click();
  await expect(dialog.getByLabel('Reason')).toHaveAccessibleDescription(/Reason/);
  await dialog.getByLabel('Reason').fill('Too dear');
  await page.keyboard.press('Enter');
  await expect.poll(() => shown(page, workspace.stages[0]!)).toEqual(['Alpha', 'Gamma']);
  await expect.poll(async () => (await workspace.board({ state: 'lost', owner: null, account: null, tag: null, least: null, most: null, from: null, to: null, text: '' })).columns.flat().map((one) => one.title)).toEqual(['Beta']);
  await agree(workspace, page);
});

test('selected cards that are dropped on “won” are won together, with one reason', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  for (const title of ['Alpha', 'Gamma']) {
    await card(page, title).locator('.card-link').focus();
    await page.keyboard.press('x');
  }
  await dragTo(page, 'Gamma', 'won');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Why were they won?');
  await dialog.getByLabel('Reason').fill('Best service');
  await page.keyboard.press('Enter');
  await expect.poll(() => workspace.titles().then((titles) => titles[0])).toEqual(['Beta']);
  await page.locator('.toast', { hasText: '2 opportunities won' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => workspace.titles().then((titles) => titles[0])).toEqual(['Alpha', 'Beta', 'Gamma']);
  await agree(workspace, page);
});
