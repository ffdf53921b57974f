// The audit log: everything that happened and who tried what, for administrators.

import { readFile } from 'node:fs/promises';
import { axe, expect, test } from '../fixtures';
import { Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

test('an administrator finds who tried what, and takes it along as a file', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 403/);
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  await workspace.add(0, 'Pump order', '=1+1');
  const vic = await workspace.addPerson('Vic Viewer', 'viewer');
  const other = await openPage();
  await workspace.enter(other.context(), vic);
  await other.goto(`${workspace.url}/w/${workspace.slug}/audit`);
  await expect(other.getByText('You may not do that.')).toBeVisible();

  await workspace.open(other, `/w/${workspace.slug}/settings`);
  await expect(other.getByRole('link', { name: 'Audit log' })).toBeHidden();

  await workspace.enter(page.context());
  await workspace.open(page, `/w/${workspace.slug}/settings`);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  await expect(page.getByText('Opportunity “Pump order”')).toBeVisible();
  await axe(page);

  await page.getByLabel('Person').selectOption('Vic Viewer');
  await page.getByLabel('Kind').selectOption('Refused');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText(`was refused: GET /w/${workspace.slug}/audit from 127.0.0.1`)).toBeVisible();
  await expect(page.getByText('Opportunity “Pump order”')).toHaveCount(0);
  await expect(page.getByLabel('Person')).toHaveValue(vic);
  await axe(page);

  await page.getByLabel('Person').selectOption('Everybody');
  await page.getByLabel('Kind').selectOption('Opportunities');
  await page.getByRole('button', { name: 'Show' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()]);
  const text = await readFile((await download.path())!, 'utf8');
  expect(text.trim().split('\r\n')).toHaveLength(3);
  expect(text).toContain('Opportunity “Pump order”');
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);

  await page.getByLabel('From').fill('2001-01-01');
  await page.getByLabel('To').fill('2001-01-31');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('Nothing of that kind in this period.')).toBeVisible();
  await axe(page);
});

test('a long log has further pages, in both languages and themes, without sideways scrolling', async ({ freshServer, page }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url, '合流');
  await workspace.add(0, ...Array.from({ length: 60 }, (_, index) => `Card number ${index}`));
  await workspace.enter(page.context(), workspace.person, 'zh');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${workspace.url}/w/${workspace.slug}/audit`);
  await expect(page.getByRole('heading', { name: '审计日志' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(51);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await axe(page);
  await page.getByRole('link', { name: '更早的记录' }).click();
  await expect(page.getByRole('link', { name: '返回最新' })).toBeVisible();
  await expect(page.getByText('“Card number 0”')).toBeVisible();
  await axe(page);
});
