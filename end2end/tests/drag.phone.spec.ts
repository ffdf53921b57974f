import { expect, test, type Page } from '../fixtures';
import { card, column, prepared } from '../workspace';

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

test('a long press picks a card up and drops it elsewhere', async ({ freshServer, page }) => {
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

test('a swipe that begins on a card scrolls and moves nothing', async ({ freshServer, page }) => {
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
