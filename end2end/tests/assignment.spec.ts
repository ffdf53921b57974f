// Whom to give a card to: people ranked with their reasons, and the person decides.

import { randomUUID } from 'node:crypto';
import { axe, expect, test } from '../fixtures';
import { card, prepared } from '../workspace';

test.use({ serverOptions: { demo: false } });

test('an owner is suggested with reasons, and given with one click', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page);
  const able = await workspace.addPerson('Able Seller', 'member');
  const busy = await workspace.addPerson('Busy Seller', 'member');
  const duty = (command: object) => workspace.send({ responsibility: command });
  const role = randomUUID();
  await duty({ add_roles: { roles: [{ id: role, department: 'sales', name: 'Closer', purpose: '', lines: [[randomUUID(), { skill: 4 }, 'Negotiation']], responsibilities: [] }] } });
  await duty({ hold: { id: randomUUID(), role, person: able, deputy: false, dates: { from: null, until: null, away_from: null, away_until: null } } });
  await duty({ set_cell: { row: { stage: workspace.stages[0]!.id }, column: { role }, seen: null, letter: 'accountable' } });
  await duty({ save_skill: { person: able, name: 'Negotiation', level: 5, years: 8 } });
  for (const title of ['One', 'Two']) {
    await workspace.send({
      board: { create: { id: randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[1]!.id, place: 'end', title, values: [{ owner: busy }] } },
    });
  }
  await workspace.open(page);
  await card(page, 'Beta').locator('.card-link').click();
  const panel = page.getByRole('complementary', { name: 'Beta' });
  await panel.getByRole('button', { name: 'Suggest an owner' }).click();
  const dialog = page.getByRole('dialog', { name: 'Who should take “Beta”?' });
  const first = dialog.getByRole('listitem').first();
  await expect(first).toContainText('Able Seller');
  await expect(first).toContainText('Negotiation: level 5 of 4 · 8 years');
  await expect(first).toContainText('answers for this stage as Closer');
  await expect(first).toContainText('0 open opportunities');
  await expect(dialog.getByRole('listitem').last()).toContainText('Busy Seller');
  await expect(dialog.getByRole('listitem').last()).toContainText('Negotiation: missing, level 4 is asked for');
  await axe(page);
  await first.getByRole('button', { name: 'Give to Able Seller' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('.toast', { hasText: '“Beta” now belongs to Able Seller' })).toBeVisible();
  await panel.getByRole('button', { name: 'Suggest an owner' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Able Seller' })).toContainText('Owner now');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('administrators weigh what counts, and all others see it', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 422/);
  const workspace = await prepared(freshServer, page);
  const mia = await workspace.addPerson('Mia Member', 'member');
  await workspace.open(page, `/w/${workspace.slug}/skills`);
  const box = page.getByRole('region', { name: 'How owners are suggested' });
  await box.getByLabel('Load').fill('11');
  await box.getByLabel('Load').press('Enter');
  await expect(box.getByText(/between 0 and 10/i)).toBeVisible();
  await expect(box.getByLabel('Load')).toHaveValue('11');
  const other = await openPage();
  await workspace.enter(other.context(), mia);
  await workspace.open(other, `/w/${workspace.slug}/skills`);
  const seen = other.getByRole('region', { name: 'How owners are suggested' });
  await expect(seen).toContainText('Load · weight 3');
  await expect(seen.getByRole('textbox')).toHaveCount(0);
  await box.getByLabel('Load').fill('9');
  await box.getByLabel('Load').press('Enter');
  await expect(seen).toContainText('Load · weight 9');
  await axe(page);
});
