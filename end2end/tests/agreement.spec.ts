// After whatever was done by however many, the database, a page rendered anew and every open page show the same board.

import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '../fixtures';
import { agree, card, dice, live, rounds, seeded, Workspace } from '../workspace';

// Filming hundreds of steps takes longer than the steps.
test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false } });

const PER_STAGE = 5;

async function filled(freshServer: (options: { demo: boolean }) => Promise<{ url: string }>): Promise<Workspace> {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  for (const [stage] of workspace.stages.entries()) await workspace.add(stage, ...Array.from({ length: stage < 4 ? PER_STAGE : 0 }, (_, index) => `Card ${stage}${index}`));
  return workspace;
}

/** A person at a browser who does one random thing after another, without waiting for what becomes of it. */
async function busy(page: Page, workspace: Workspace, roll: (count: number) => number, steps: number, does: Record<string, number>): Promise<void> {
  const count = (what: string) => (does[what] = (does[what] ?? 0) + 1);
  for (let step = 0; step < steps; step++) {
    const focused = await page.evaluate((pick) => {
      const links = [...document.querySelectorAll<HTMLElement>('.column:not(:last-child) .card[data-id] .card-link')];
      if (links.length === 0) return false;
      links[Math.floor(pick * links.length)]!.focus();
      return true;
    }, roll(1_000) / 1_000);
    if (!focused) continue;
    const what = roll(10);
    if (what < 5) {
      await page.keyboard.press('Space');
      for (let presses = 1 + roll(3); presses > 0; presses--) await page.keyboard.press(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'][roll(4)]!);
      await page.keyboard.press(roll(8) === 0 ? 'Escape' : 'Space');
      count('carried');
    } else if (what < 7) {
      await page.keyboard.press('m');
      const moving = page.getByRole('menuitem', { name: 'Move to…' });
      // Another person may have taken the card away in that moment.
      if (await moving.click({ timeout: 1_500 }).then(() => true, () => false)) {
        const stage = workspace.stages[roll(workspace.stages.length)]!;
        await page.getByRole('menuitem', { name: `${stage.name}, at the ${roll(2) === 0 ? 'top' : 'end'}` }).click({ timeout: 1_500 }).catch(() => page.keyboard.press('Escape'));
        count('moved by menu');
      }
    } else if (what === 7) {
      await page.keyboard.press('Delete');
      count('deleted');
    } else {
      await page.keyboard.press('Control+z');
      count('undone');
    }
    await page.waitForTimeout(roll(120));
  }
}

/** The same by commands: what scripts, imports and other pages do. */
async function scripted(workspace: Workspace, roll: (count: number) => number, steps: number, does: Record<string, number>): Promise<void> {
  const count = (what: string) => (does[what] = (does[what] ?? 0) + 1);
  for (let step = 0; step < steps; step++) {
    const board = await workspace.board();
    const cards = board.columns.flat();
    const one = cards[roll(cards.length)]!;
    const stage = workspace.stages[roll(workspace.stages.length)]!.id;
    const what = roll(8);
    if (what < 2 && cards.length < 40) {
      const amount = { amount: { minor: 100 * (1 + roll(90_000)), currency: 'CNY' } };
      const place = roll(2) === 0 ? 'top' : 'end';
      const title = `New ${randomUUID().slice(0, 4)}`;
      await workspace.sendAll([{ board: { create: { id: randomUUID(), pipeline: workspace.pipeline, stage, place, title, values: [amount] } } }]);
      count('created by command');
    } else if (what < 4) {
      const other = cards[roll(cards.length)]!;
      const place = { beside: { after: other.id } };
      await workspace.sendAll([{ board: { move: { cards: [one.id], stage: other.stage, place } } }]);
      count('moved by command');
    } else if (what < 7) {
      const now = { amount: { minor: 100 * (1 + roll(90_000)), currency: 'CNY' } };
      await workspace.sendAll([
        { board: { edit: { edits: [{ card: one.id, sets: [{ was: { amount: one.amount ?? null }, now }] }] } } },
        { board: { edit: { edits: [{ card: one.id, sets: [{ was: { title: one.title }, now: { title: `${one.title.slice(0, 20)}'` } }] }] } } },
      ]);
      count('edited by command');
    } else {
      await workspace.sendAll([{ board: { delete: { cards: [one.id] } } }]);
      count('deleted by command');
    }
    await new Promise((resolve) => setTimeout(resolve, roll(150)));
  }
}

/** The log has no hole and no double. */
async function isDense(workspace: Workspace, since = 0): Promise<void> {
  const log = await workspace.changes(since);
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => since + 1 + index));
}

test('two people and a script do many things at once, and all see the same in the end', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(04|09|10|22)/);
  const workspace = await filled(freshServer);
  const other = await openPage();
  await workspace.enter(page.context());
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await Promise.all([workspace.open(page), workspace.open(other)]);
  await agree(workspace, page, other);

  const seed = seeded();
  for (let round = rounds(1, 40); round > 0; round--) {
    const does: Record<string, number> = {};
    const { seq } = await workspace.board();
    await Promise.all([
      busy(page, workspace, dice(seed + round), 14, does),
      busy(other, workspace, dice(seed + round + 1_000), 14, does),
      scripted(workspace, dice(seed + round + 2_000), 14, does),
    ]);
    console.log(`    ${Object.entries(does).map(([what, count]) => `${count} ${what}`).join(', ')}`);
    await agree(workspace, page, other);
    await isDense(workspace, seq);
  }
});

test('what one does offline joins what the others did meanwhile, once', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(04|09|10|22)/, /Failed to (load resource|fetch)/, /net::ERR/, /EventSource/);
  const workspace = await filled(freshServer);
  const other = await openPage();
  await workspace.enter(page.context());
  await workspace.enter(other.context(), await workspace.addPerson('Grace Hopper'));
  await Promise.all([workspace.open(page), workspace.open(other)]);
  const seed = seeded();

  await page.context().setOffline(true);
  await expect(page.locator('.live')).toHaveAttribute('data-state', 'offline', { timeout: 5_000 });
  const moved = ['Card 00', 'Card 11', 'Card 12', 'Card 23', 'Card 01'];
  for (const title of moved) {
    await card(page, title).locator('.card-link').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
  }
  await expect(page.locator('.card.pending')).toHaveCount(5);
  const does = {};
  await Promise.all([busy(other, workspace, dice(seed), 8, does), scripted(workspace, dice(seed + 1), 8, does)]);
  const sent: { id: string; command: { board: { move: { cards: string[] } } } }[] = await page.evaluate((slug) => JSON.parse(sessionStorage.getItem(`heliu-outbox-${slug}`)!), workspace.slug);
  expect(sent).toHaveLength(5);

  await page.context().setOffline(false);
  await live(page);
  await expect(page.locator('.card.pending')).toHaveCount(0);
  await agree(workspace, page, other);
  await isDense(workspace);
  // Each of the five took its card there once, unless somebody else had taken it elsewhere meanwhile.
  const log = await workspace.changes();
  const arrived = sent.filter(({ id, command }) => {
    const moves = log.filter((entry) => entry.command === id && JSON.stringify(entry.change).includes('"moved"'));
    expect(moves.length).toBeLessThanOrEqual(1);
    if (moves.length === 1) expect(JSON.stringify(moves[0]!.change)).toContain(command.board.move.cards[0]);
    return moves.length === 1;
  });
  console.log(`    ${arrived.length} of 5 moves arrived, the others were overtaken`);
  expect(arrived.length).toBeGreaterThan(0);
});
