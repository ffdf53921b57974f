// What somebody may not do is not offered; what they may not see is not there.

import { randomUUID } from 'node:crypto';
import { axe, expect, test } from '../fixtures';
import { card, live, prepared } from '../workspace';

test.use({ serverOptions: { demo: false } });

const person = (id: string, name: string, department: string, access: string) => ({
  directory: { save_person: { id, name, department, access, active: true } },
});

test('a viewer reads everything and is offered nothing to change', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const id = randomUUID();
  await workspace.send({
    board: { create: { id, pipeline: workspace.pipeline, stage: workspace.stages[0]!.id, place: 'end', title: 'Pump order', values: [] } },
  });
  const vic = randomUUID();
  await workspace.send(person(vic, 'Vic Viewer', 'sales', 'viewer'));
  const other = await openPage();
  await workspace.enter(other.context(), vic);
  await workspace.open(other);
  await expect(card(other, 'Pump order')).toBeVisible();
  await expect(other.locator('.fab:visible, .viewbar .primary:visible')).toHaveCount(0);
  await expect(other.locator('.column-foot:visible')).toHaveCount(0);
  await card(other, 'Pump order').locator('.card-link').click();
  const panel = other.getByRole('complementary', { name: 'Pump order' });
  await expect(panel.getByRole('button', { name: 'Won', exact: true })).toBeDisabled();
  await expect(panel.getByLabel('Comment', { exact: true })).toBeHidden();
  await axe(other);
  await workspace.open(other, `/w/${workspace.slug}/settings`);
  await expect(other.getByText('Only administrators change these settings.')).toBeVisible();
  await expect(other.getByLabel('New pipeline')).toBeDisabled();
  await expect(other.getByRole('link', { name: 'Import' })).toHaveCount(0);
  await axe(other);
});

test('a pipeline that is shown to one department is gone for the others', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 404/);
  const workspace = await prepared(freshServer, page);
  const mia = randomUUID();
  await workspace.send(person(mia, 'Mia Member', 'marketing', 'member'));
  const other = await openPage();
  await workspace.enter(other.context(), mia);
  await workspace.open(other);
  await workspace.open(page, `/w/${workspace.slug}/settings`);
  await page.getByLabel(/^Who sees/).selectOption('departments');
  const marketing = page.getByRole('checkbox', { name: 'Marketing' });
  await expect(marketing).toBeChecked();
  await marketing.uncheck();
  await expect.poll(() => workspace.data().then((data) => JSON.stringify(data.pipelines))).not.toContain('marketing');
  await page.reload();
  await live(page);
  await expect(page.getByRole('checkbox', { name: 'Marketing' })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Sales' })).toBeChecked();
  await axe(page);
  await other.goto(`${workspace.url}/w/${workspace.slug}/board/${workspace.pipeline}`);
  await expect(other.getByRole('heading', { name: /Sales/ })).toHaveCount(0);
  await expect(other.locator('.column')).toHaveCount(0);
});
