import { expect, test } from '../fixtures';
import { prepared } from '../workspace';

test.use({ serverOptions: { demo: false } });

test('a stage is dragged by its handle, and Escape puts it back', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  await workspace.open(page, `/w/${workspace.slug}/settings/${workspace.pipeline}`);
  const names = () => page.locator('.stage').getByLabel('Stage', { exact: true }).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const drag = async (from: number, to: number) => {
    const handle = (await page.locator('.handle').nth(from).boundingBox())!;
    const target = (await page.locator('.stage').nth(to).boundingBox())!;
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(handle.x + handle.width / 2, target.y + target.height - 4, { steps: 20 });
  };
  await drag(0, 2);
  await expect(page.locator('.stage.lifted')).toHaveCount(1);
  await page.mouse.up();
  const moved = ['Qualified', 'Proposal', 'New', 'Negotiation', 'Contract'];
  await expect.poll(names).toEqual(moved);
  await expect(page.locator('.toast')).toContainText('“New” is now stage 3 of 5');
  await page.reload();
  await expect.poll(names).toEqual(moved);

  await drag(0, 1);
  await expect.poll(names).not.toEqual(moved);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect.poll(names).toEqual(moved);
});
