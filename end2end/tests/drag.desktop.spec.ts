import { expect, test } from '../fixtures';
import { card, column, prepared, shown } from '../workspace';

test('a card is dragged by mouse to a place in another stage', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.add(1, 'One', 'Two');
  await expect(card(page, 'Two')).toBeVisible();
  const from = (await card(page, 'Beta').boundingBox())!;
  const below = (await card(page, 'One').boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 40, { steps: 4 });
  await page.mouse.move(below.x + 60, below.y + below.height - 4, { steps: 12 });
  await expect(column(page, workspace.stages[1]!).locator('.drop-line')).toHaveCount(1);
  await page.mouse.up();
  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual(['One', 'Beta', 'Two']);
  expect(await shown(page, workspace.stages[1]!)).toEqual(['One', 'Beta', 'Two']);
  // The drag has opened nothing.
  expect(page.url()).toContain(workspace.boardPath);
  expect(page.url()).not.toContain('/card/');
});

test('Escape puts a dragged card back', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const from = (await card(page, 'Alpha').boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 400, from.y + 40, { steps: 8 });
  await expect(page.locator('.drag-ghost')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.locator('.drag-ghost')).toHaveCount(0);
  expect(await workspace.titles()).toEqual([['Alpha', 'Beta', 'Gamma'], ...workspace.stages.slice(1).map(() => [])]);
});
