// A board that is far larger than anybody's stays quick: 60 stages, 3,000 cards in one of them, a card with a book on it.

import { randomUUID } from 'node:crypto';
import { expect, test } from '../fixtures';
import { column, live, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false } });

const STAGES = process.env.HELIU_TORTURE ? 200 : 60;
const CARDS = process.env.HELIU_TORTURE ? 10_000 : 3_000;
const COMMENTS = 1_000;

test('a huge board opens, scrolls to its end, opens its heaviest card, and stays live', async ({ freshServer, page, openPage, isMobile }) => {
  test.setTimeout(process.env.HELIU_TORTURE ? 20 * 60_000 : 120_000);
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  const took = async <T>(what: string, doing: Promise<T>): Promise<number> => {
    const begin = performance.now();
    await doing;
    const milliseconds = Math.round(performance.now() - begin);
    console.log(`    ${what}: ${milliseconds} ms`);
    return milliseconds;
  };
  const heavy = randomUUID();
  const book = Array.from({ length: 1_000 }, (_, line) => `Line ${line} 第 ${line} 行 with **some** words, so that a hundred kilobytes come together and are read.`).join('\n\n');
  const more = STAGES - workspace.stages.length;
  const last = randomUUID();
  const create = (id: string, title: string) => ({ board: { create: { id, pipeline: workspace.pipeline, stage: workspace.stages[0]!.id, place: 'end', title, values: [{ amount: { minor: 10_000, currency: 'CNY' } }] } } });
  await took(`${STAGES} stages, ${CARDS} cards, ${book.length} characters, ${COMMENTS} comments`, (async () => {
    const answers = await workspace.sendAll([
      ...Array.from({ length: more }, (_, index) => ({ pipeline: { add_stage: { pipeline: workspace.pipeline, after: workspace.stages.at(-1)!.id, stage: { id: randomUUID(), name: `Stage ${index}`, probability: 50 } } } })),
      create(heavy, 'Heavy'),
      { conversation: { describe: { opportunity: heavy, before: '', after: book } } },
      ...Array.from({ length: CARDS - 2 }, (_, index) => create(randomUUID(), `Card ${index}`)),
      create(last, 'The last one'),
      ...Array.from({ length: COMMENTS }, (_, index) => ({ conversation: { comment: { id: randomUUID(), opportunity: heavy, text: `Remark ${index}`, contact: false } } })),
    ]);
    expect(answers.filter((answer) => 'Err' in answer)).toEqual([]);
  })());
  expect(book.length).toBeGreaterThan(90_000);

  const other = await openPage();
  await workspace.enter(page.context());
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  expect(await took('opened and live', workspace.open(page))).toBeLessThan(10_000);
  await expect(page.locator('.column')).toHaveCount(STAGES);
  const drawn = () => page.locator('.card').count();
  expect(await drawn()).toBeLessThan(400);
  const first = column(page, workspace.stages[0]!);
  await expect(first.locator('.column-head .count')).toHaveText(String(CARDS));

  // To the end, by wheel or finger: what is scrolled to is loaded until the last card is there.
  const body = first.locator('.column-body');
  const lastCard = page.locator(`.card[data-id="${last}"]`);
  await took(
    'scrolled to the end',
    expect
      .poll(
        async () => {
          await body.evaluate((body) => body.scrollTo({ top: body.scrollHeight }));
          return lastCard.isVisible();
        },
        { timeout: process.env.HELIU_TORTURE ? 120_000 : 25_000, intervals: [100] },
      )
      .toBe(true),
  );
  await expect(lastCard).toBeInViewport();
  expect(await drawn()).toBeLessThan(400);
  // And by keyboard: home and to the end again.
  await lastCard.locator('.card-link').focus();
  await page.keyboard.press('Home');
  await expect(page.locator(`.card[data-id="${heavy}"] .card-link`)).toBeFocused();
  await page.keyboard.press('End');
  await expect(lastCard.locator('.card-link')).toBeFocused();
  expect(await drawn()).toBeLessThan(400);

  // A move in the long column is seen elsewhere at once.
  await workspace.open(other);
  const target = column(other, workspace.stages[1]!);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  expect(await took('seen by the other', expect(target.locator(`.card[data-id="${last}"]`)).toBeVisible({ timeout: 10_000 }))).toBeLessThan(1_500);
  await expect(column(other, workspace.stages[0]!).locator('.column-head .count')).toHaveText(String(CARDS - 1));

  // The heavy card.
  if (isMobile) await page.goto(`${workspace.url}${workspace.boardPath}/card/${heavy}`);
  else await other.goto(`${workspace.url}${workspace.boardPath}/card/${heavy}`);
  const reader = isMobile ? page : other;
  const panel = reader.locator('aside.panel');
  expect(await took('opened the heavy card', live(reader))).toBeLessThan(10_000);
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText('Heavy');
  await expect(panel.locator('.prose').first()).toContainText('Line 999');
  await expect(panel.locator('.timeline')).toContainText(`Remark ${COMMENTS - 1}`);
  await panel.getByRole('textbox', { name: 'Comment' }).fill('One more');
  await took('wrote one more comment', (async () => {
    await reader.keyboard.press('Control+Enter');
    await expect(panel.locator('.timeline')).toContainText('One more');
  })());
});
