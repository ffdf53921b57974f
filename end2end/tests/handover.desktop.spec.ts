// A card dragged by mouse into a stage that hands over.

import { randomUUID } from 'node:crypto';
import { expect, test } from '../fixtures';
import { card, column, prepared } from '../workspace';

test.use({ serverOptions: { demo: false } });

test('a drag asks for the note, and Escape leaves the card where it was', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const grace = randomUUID();
  await workspace.send({ directory: { save_person: { id: grace, name: 'Grace Hopper', department: 'sales', access: 'member', active: true } } });
  await workspace.send({ pipeline: { edit_stage: { id: workspace.stages[1]!.id, part: { owner_rule: { person: grace } } } } });
  await workspace.open(page);
  const drag = async () => {
    const from = (await card(page, 'Beta').boundingBox())!;
    const to = (await column(page, workspace.stages[1]!).boundingBox())!;
    await page.mouse.move(from.x + 60, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 90, from.y + 40, { steps: 4 });
    await page.mouse.move(to.x + 100, to.y + 200, { steps: 12 });
    await page.mouse.up();
  };
  await drag();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Next owner: Grace Hopper.');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect((await workspace.titles())[0]).toEqual(['Alpha', 'Beta', 'Gamma']);
  await drag();
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect.poll(async () => (await workspace.titles())[1]).toEqual(['Beta']);
  await expect(column(page, workspace.stages[1]!).getByRole('img', { name: 'Grace Hopper' })).toBeVisible();
});
