import { expect, test, type Page } from '../fixtures';
import { card, column, shown, Workspace } from '../workspace';

async function prepared(freshServer: (options: { demo: boolean }) => Promise<{ url: string }>, page: Page, cards = ['Alpha', 'Beta', 'Gamma']): Promise<Workspace> {
  const server = await freshServer({ demo: false });
  const workspace = await Workspace.found(server.url);
  await workspace.add(0, ...cards);
  await workspace.enter(page.context());
  await workspace.open(page);
  return workspace;
}

test('a card is dragged by mouse to a place in another stage', async ({ freshServer, page, isMobile }) => {
  test.skip(isMobile, 'phones are dragged on by touch');
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

test('Escape puts a dragged card back', async ({ freshServer, page, isMobile }) => {
  test.skip(isMobile, 'phones have no Escape');
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

/** A finger on the screen, as the browser's own input sees it. */
async function finger(page: Page) {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  return {
    down: (x: number, y: number) => send('touchStart', x, y),
    move: (x: number, y: number) => send('touchMove', x, y),
    up: () => send('touchEnd'),
  };
}

test('a long press picks a card up and drops it elsewhere', async ({ freshServer, page, isMobile }) => {
  test.skip(!isMobile, 'fingers belong to phones');
  const workspace = await prepared(freshServer, page);
  const touch = await finger(page);
  const from = (await card(page, 'Alpha').boundingBox())!;
  const below = (await card(page, 'Gamma').boundingBox())!;
  await touch.down(from.x + 80, from.y + 30);
  await page.waitForTimeout(450);
  await expect(page.locator('.drag-ghost')).toHaveCount(1);
  for (let step = 1; step <= 10; step++) {
    await touch.move(from.x + 80, from.y + 30 + ((below.y + below.height - from.y - 30) * step) / 10);
  }
  await touch.up();
  await expect.poll(() => workspace.titles().then((titles) => titles[0])).toEqual(['Beta', 'Gamma', 'Alpha']);
});

test('a swipe that begins on a card scrolls and moves nothing', async ({ freshServer, page, isMobile }) => {
  test.skip(!isMobile, 'fingers belong to phones');
  const many = Array.from({ length: 16 }, (_, number) => `Card ${number}`);
  const workspace = await prepared(freshServer, page, many);
  const touch = await finger(page);
  const from = (await card(page, 'Card 4').boundingBox())!;
  await touch.down(from.x + 80, from.y + 30);
  for (let step = 1; step <= 12; step++) await touch.move(from.x + 80, from.y + 30 - step * 25);
  await touch.up();
  await expect.poll(() => column(page, workspace.stages[0]!).locator('.column-body').evaluate((body) => body.scrollTop)).toBeGreaterThan(60);
  expect((await workspace.titles())[0]).toEqual(many);
  expect(page.url()).not.toContain('/card/');
});
