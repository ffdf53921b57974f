import { expect, test } from '../fixtures';
import { card, column, live, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

// A phone adds opportunities by its own button and form.
test('a card is added in a column with a few keys, and a refused one keeps what was typed', async ({ freshServer, page }) => {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.enter(page.context());
  await workspace.open(page);

  const first = column(page, workspace.stages[0]!);
  await first.locator('summary').click();
  await first.getByLabel('Account').fill('Acme');
  await first.getByLabel('Amount CNY').fill('12x');
  await first.getByLabel('What is it about?').fill('Pump order');
  await page.keyboard.press('Enter');
  await expect(first.getByRole('alert')).toContainText('Amount');
  await expect(first.getByLabel('What is it about?')).toHaveValue('Pump order');
  await first.getByLabel('Amount CNY').fill('1,200.50');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Pump order')).toContainText('¥1,200.50');
  await expect(first.getByLabel('What is it about?')).toHaveValue('');
  await expect.poll(() => workspace.titles().then((titles) => titles[0])).toEqual(['Pump order']);
});

test('what stands in the quick add survives the reload for a newer version', async ({ freshServer, page }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  await workspace.enter(page.context());
  await workspace.open(page);
  const first = column(page, workspace.stages[0]!);
  await first.locator('summary').click();
  await first.getByLabel('What is it about?').fill('Pump order');
  await first.getByLabel('Account').fill('Acme');
  await page.reload();
  await live(page);
  if (!(await first.getByLabel('What is it about?').isVisible())) await first.locator('summary').click();
  await expect(first.getByLabel('What is it about?')).toHaveValue('Pump order');
  await expect(first.getByLabel('Account')).toHaveValue('Acme');
});
