import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { axe, expect, test } from '../fixtures';
import { live, Workspace } from '../workspace';

const samples = process.env.HELIU_SAMPLES;

/** Deals of the shape of the real file, for where that is not at hand. */
function generated(folder: string): string[] {
  const rows = ['opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value'];
  const stages = ['Prospecting', 'Engaging', 'Won', 'Lost'];
  for (let number = 0; number < 300; number++) {
    const stage = stages[number % 4]!;
    const closed = stage === 'Won' || stage === 'Lost';
    const dates = stage === 'Prospecting' ? ',' : `2017-01-0${(number % 9) + 1},${closed ? '2017-03-01' : ''}`;
    rows.push(`ID${number},Agent ${number % 7},GTX Pro,Account ${number % 20},${stage},${dates},${stage === 'Won' ? 1000 + number : closed ? 0 : ''}`);
  }
  const path = join(folder, 'sales_pipeline.csv');
  writeFileSync(path, rows.join('\n'));
  return [path];
}

test('the real file is imported through the browser, twice without doubles, and taken back', async ({ freshServer, page }) => {
  test.setTimeout(180_000);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.enter(page.context());
  const folder = mkdtempSync(join(tmpdir(), 'heliu-import-'));
  const real = samples === undefined ? '' : join(samples, 'crm-sales-opportunities/sales_pipeline.csv');
  const files = existsSync(real) ? [real] : generated(folder);
  const rows = existsSync(real) ? 8800 : 300;
  test.info().annotations.push({ type: 'data', description: existsSync(real) ? 'the real file' : 'generated rows of the same shape' });

  await workspace.open(page, `/w/${workspace.slug}/import`);
  await axe(page);
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('button', { name: `Import ${rows} rows` }).click({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Open the board' }).click({ timeout: 60_000 });
  await live(page);
  const totals = await page.locator('.totals dd.count').first().textContent();
  expect(Number(totals)).toBeGreaterThan(rows / 10);

  // The same file again: everything is known.
  await page.goto(`${server.url}/w/${workspace.slug}/import`);
  await live(page);
  await page.locator('input[type=file]').setInputFiles(files);
  // The page goes back to the pipeline that the file made.
  await expect(page.locator('#import-into')).not.toHaveValue('', { timeout: 60_000 });
  await expect(page.locator('.bullets').first()).toContainText(String(rows), { timeout: 60_000 });
  await expect(page.locator('.bullets').first()).not.toContainText('new');

  await page.getByRole('button', { name: /Undo this import/ }).last().click();
  await expect(page.getByText('Undone', { exact: true })).toHaveCount(1, { timeout: 60_000 });
});

test('a file that is no table is refused in words, and nothing is changed', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/Failed to load resource/);
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.enter(page.context());
  const path = join(mkdtempSync(join(tmpdir(), 'heliu-import-')), 'broken.json');
  writeFileSync(path, '{"name": ');
  await workspace.open(page, `/w/${workspace.slug}/import`);
  await page.locator('input[type=file]').setInputFiles([path]);
  await expect(page.getByRole('alert').first()).toBeVisible();
  expect((await workspace.titles()).flat()).toEqual([]);
});
