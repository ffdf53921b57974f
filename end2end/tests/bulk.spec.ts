// Many cards at once by keyboard and by finger; limits that refuse in words; who else is there.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { agree, card, prepared, shown, type Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false } });

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions for the selection' });
const names = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'];

/** Selects with the keyboard alone: three cards, of which two by a range. */
async function byKeyboard(page: Page): Promise<void> {
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('x');
  for (const next of ['Beta', 'Gamma']) {
    await page.keyboard.press('ArrowDown');
    await expect(card(page, next).locator('.card-link')).toBeFocused();
  }
  await page.keyboard.press('Shift+X');
  await expect(bar(page)).toContainText('3 selected');
}

test('keys that follow each other fast each mean the card where the one before has led', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page, names);
  await card(page, 'Alpha').locator('.card-link').focus();
  // As a busy browser hands them on: all that waited, at once.
  await page.evaluate(() => {
    for (const key of ['ArrowDown', 'ArrowDown', 'Delete']) document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => workspace.titles().then((titles) => titles[0]!.length)).toBe(4);
  expect((await workspace.titles())[0]).toEqual(['Alpha', 'Beta', 'Delta', 'Epsilon']);
});

test('the message of what was just done does not lie over what can be done next', async ({ freshServer, page }) => {
  const workspace = await prepared(freshServer, page, names);
  await workspace.addPerson('Grace Hopper');
  await byKeyboard(page);
  await bar(page).getByRole('button', { name: 'Owner…' }).click();
  await page.getByRole('menuitem', { name: /Grace Hopper/ }).click();
  await expect(page.locator('.toast')).toBeVisible();
  await page.waitForTimeout(300);
  const hidden = await page.evaluate(() => {
    const covered = (element: Element) => {
      const box = element.getBoundingClientRect();
      const inside = box.left + box.width / 2 < innerWidth;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return inside && !(element.contains(top) || top?.contains(element));
    };
    const controls = [...document.querySelectorAll('.bulkbar button, .fab, .tabbar a, .toast button')].filter((control) => control.checkVisibility());
    return controls.filter(covered).map((control) => `${control.textContent} is under ${document.elementFromPoint(control.getBoundingClientRect().left + 8, control.getBoundingClientRect().top + 8)?.className}`);
  });
  expect(hidden).toEqual([]);
});

/** Selects by the menu of the first card, then by the boxes. */
async function byHand(page: Page, isMobile: boolean | undefined): Promise<void> {
  const press = (title: string) => {
    const box = card(page, title).getByRole('checkbox', { includeHidden: true });
    return isMobile ? box.tap() : box.click();
  };
  if (isMobile) await page.getByRole('button', { name: 'Actions for Alpha' }).tap();
  else {
    await card(page, 'Alpha').hover();
    await page.getByRole('button', { name: 'Actions for Alpha' }).click();
  }
  const select = page.getByRole('menuitemcheckbox', { name: /^Select/ });
  await (isMobile ? select.tap() : select.click());
  await press('Beta');
  await press('Gamma');
  await expect(bar(page)).toContainText('3 selected');
}

for (const [how, select] of [['keyboard', byKeyboard], ['hand', byHand]] as const) {
  test(`cards that were selected by ${how} are moved, handed over and won together`, async ({ freshServer, page, isMobile }) => {
    const workspace = await prepared(freshServer, page, names);
    const grace = await workspace.addPerson('Grace Hopper');
    const press = async (name: string | RegExp) => {
      const button = bar(page).getByRole('button', { name });
      if (how === 'keyboard') {
        await button.focus();
        await page.keyboard.press('Enter');
      } else await (isMobile ? button.tap() : button.click());
    };
    const choose = async (name: string | RegExp) => {
      const item = page.getByRole('menuitem', { name });
      await expect(item).toBeVisible();
      if (how === 'keyboard') {
        for (let steps = 0; steps < 20 && !(await item.evaluate((item) => item === document.activeElement)); steps++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
      } else await (isMobile ? item.tap() : item.click());
    };

    await select(page, isMobile);
    await press('Owner…');
    await choose(/Grace Hopper/);
    await expect.poll(async () => (await workspace.board()).columns[0]!.map((one) => one.owner ?? '')).toEqual([grace, grace, grace, '', '']);
    await expect(bar(page)).toContainText('3 selected');

    await press('Move to…');
    await choose(`${workspace.stages[1]!.name}, at the end`);
    await expect.poll(async () => (await workspace.titles()).slice(0, 2)).toEqual([['Delta', 'Epsilon'], ['Alpha', 'Beta', 'Gamma']]);
    expect(await shown(page, workspace.stages[1]!)).toEqual(['Alpha', 'Beta', 'Gamma']);

    await press('Won…');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Why were they won?');
    await dialog.getByLabel('Reason').fill('Best price');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await workspace.titles()).flat()).toEqual(['Delta', 'Epsilon']);
    await expect(bar(page)).toHaveCount(0);
    await agree(workspace, page);
  });
}

async function limited(workspace: Workspace, stage: number, cards: number): Promise<void> {
  await workspace.send({ pipeline: { edit_stage: { id: workspace.stages[stage]!.id, part: { limit: { cards, hard: true } } } } });
}

test('a hard limit refuses in words, puts the cards back, and gives way to what fits', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(09|22)/);
  const workspace = await prepared(freshServer, page, names);
  await workspace.add(1, 'One');
  await limited(workspace, 1, 2);
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(other);
  await expect(page.locator('.column-head .wip')).toContainText('1 / 2');

  await byKeyboard(page);
  await bar(page).getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: `${workspace.stages[1]!.name}, at the end` }).click();
  const refusal = page.locator('.toast[role=alert]');
  await expect(refusal).toContainText(workspace.stages[1]!.name);
  await expect(refusal).toContainText('2');
  await expect.poll(() => shown(page, workspace.stages[0]!)).toEqual(names);
  expect((await workspace.titles())[1]).toEqual(['One']);
  await agree(workspace, page, other);

  if ((await bar(page).count()) > 0) await bar(page).getByRole('button', { name: 'Clear selection' }).click();
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect.poll(() => workspace.titles().then((titles) => [...titles[1]!].sort())).toEqual(['Alpha', 'One']);
  await expect(page.locator('.column-head .wip')).toContainText('2 / 2 full');
  // Within the full stage cards still change places.
  await card(page, 'Alpha').locator('.card-link').focus();
  const before = (await workspace.titles())[1]!;
  await page.keyboard.press('Space');
  await page.keyboard.press(before[0] === 'Alpha' ? 'End' : 'Home');
  await page.keyboard.press('Space');
  await expect.poll(() => workspace.titles().then((titles) => titles[1])).toEqual([...before].reverse());
  await agree(workspace, page, other);
});

test('two who race for the last place of a full stage: one gets it, the other is told', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(09|22)/);
  const workspace = await prepared(freshServer, page, ['Alpha', 'Beta']);
  await limited(workspace, 1, 1);
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(other);
  await expect(page.locator('.column-head .wip')).toContainText('0 / 1');
  const move = async (page: Page, title: string) => {
    await card(page, title).locator('.card-link').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
  };
  await Promise.all([move(page, 'Alpha'), move(other, 'Beta')]);
  await expect.poll(async () => (await page.locator('.toast[role=alert]').count()) + (await other.locator('.toast[role=alert]').count())).toBe(1);
  expect((await workspace.titles())[1]).toHaveLength(1);
  await agree(workspace, page, other);
});

test('who else is here is shown on the board and on the card that they read', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const other = await openPage();
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await workspace.open(other);
  const also = page.getByRole('list', { name: 'Also here', includeHidden: true });
  await expect(also.getByRole('img', { name: 'Grace Hopper', includeHidden: true })).toHaveCount(1, { timeout: 3_000 });
  await card(other, 'Beta').locator('.card-link').click();
  await expect(card(page, 'Beta').locator('.card-who')).toHaveText('Grace Hopper', { timeout: 3_000 });
  await expect(card(page, 'Alpha').locator('.card-who')).toHaveCount(0);
  await card(page, 'Beta').locator('.card-link').click();
  await expect(page.locator('aside.panel .panel-bar').getByRole('img', { name: 'Grace Hopper', includeHidden: true })).toHaveCount(1);
  await expect(other.locator('aside.panel .panel-bar').getByRole('img', { name: 'Ada Lovelace', includeHidden: true })).toHaveCount(1);
  await other.goto('about:blank');
  await expect(page.locator('aside.panel .panel-bar').getByRole('img', { name: 'Grace Hopper', includeHidden: true })).toHaveCount(0, { timeout: 5_000 });
  await expect(also.getByRole('img', { name: 'Grace Hopper', includeHidden: true })).toHaveCount(0);
});
