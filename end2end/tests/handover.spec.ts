// The matrix drives the board: a stage passes its cards on, with a note, and both sides are told.

import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { card, live, prepared, type Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

const person = (id: string, name: string, access = 'member') => ({
  directory: { save_person: { id, name, department: 'sales', access, active: true } },
});

/** A role whose holders answer for a stage. */
async function accountable(workspace: Workspace, stage: number, ...holders: string[]): Promise<void> {
  const id = randomUUID();
  const role = { id, department: 'sales', name: 'Closer', purpose: '', lines: [], responsibilities: [] };
  await workspace.send({ responsibility: { add_roles: { roles: [role] } } });
  for (const holder of holders) {
    await workspace.send({ responsibility: { hold: { id: randomUUID(), role: id, person: holder, deputy: false, dates: {} } } });
  }
  await workspace.send({
    responsibility: { set_cell: { row: { stage: workspace.stages[stage]!.id }, column: { role: id }, seen: null, letter: 'accountable' } },
  });
}

const rule = (workspace: Workspace, stage: number, owner_rule: unknown) =>
  workspace.send({ pipeline: { edit_stage: { id: workspace.stages[stage]!.id, part: { owner_rule } } } });

/** Moves a card to the top of a stage by the menu, which is there on every device. */
async function moveTo(page: Page, title: string, stage: string): Promise<void> {
  await card(page, title).hover();
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: `${stage}, at the top` }).click();
}

const bell = (page: Page): Locator => page.getByRole('banner').getByRole('link', { name: /^Inbox/ });

test('a rule is set, a card is handed over with a note, and both sides see it live', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page);
  const grace = randomUUID();
  await workspace.send(person(grace, 'Grace Hopper'));
  await accountable(workspace, 1, grace);
  const stage = workspace.stages[1]!;

  // The rule, in the stage's settings.
  await workspace.open(page, `/w/${workspace.slug}/settings/${workspace.pipeline}`);
  const item = page.locator('.stage').nth(1);
  await item.locator('summary').click();
  await item.getByLabel('When a card enters, it belongs to').selectOption('accountable');
  await expect(item.locator('summary')).toContainText('hands over');
  await axe(page);

  const other = await openPage();
  await workspace.enter(other.context(), grace);
  await workspace.open(other);
  await expect(bell(other)).toHaveAccessibleName('Inbox');

  await workspace.open(page);
  await moveTo(page, 'Alpha', stage.name);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Next owner: Grace Hopper.');
  await axe(page);
  await dialog.getByLabel('Note for the next owner').fill('He **pays** late. Ask Li.');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.toast')).toContainText('it now belongs to Grace Hopper');
  await expect(card(page, 'Alpha').getByRole('img', { name: 'Grace Hopper' })).toBeVisible();

  // The receiver: the card, the count, the message.
  await expect(bell(other)).toHaveAccessibleName('Inbox: 1 unread');
  await bell(other).click();
  await expect(other.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
  const message = other.locator('.message');
  await expect(message).toContainText(`handed over Alpha to you: stage ${stage.name}`);
  await expect(message.locator('strong')).toHaveText('pays');
  await axe(other);
  await message.getByRole('link', { name: 'Alpha' }).click();
  const panel = other.getByRole('complementary', { name: 'Alpha' });
  await expect(panel).toContainText('handed it over');
  await expect(panel.locator('.timeline strong')).toHaveText('pays');
  await expect(bell(other)).toHaveAccessibleName('Inbox');

  // The mover sees the same in the timeline, and takes it back in one step.
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => workspace.board().then((board) => board.columns[0]!.find((shown) => shown.title === 'Alpha')?.owner ?? null)).toBeNull();
});

test('the dialog asks for the checklist and the note together, and leaving it moves nothing', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  const workspace = await prepared(freshServer, page);
  const grace = randomUUID();
  await workspace.send(person(grace, 'Grace Hopper'));
  await rule(workspace, 2, { person: grace });
  const requirements = [{ id: randomUUID(), need: { confirm: 'The budget is approved' } }];
  await workspace.send({ pipeline: { edit_stage: { id: workspace.stages[2]!.id, part: { requirements } } } });
  await expect.poll(() => workspace.board().then((board) => JSON.stringify(board.stages))).toContain('budget');
  await workspace.open(page);

  await moveTo(page, 'Beta', workspace.stages[2]!.name);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Cards here always go to Grace Hopper.');
  await dialog.getByRole('button', { name: 'Leave it where it was' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await workspace.titles())[0]).toContain('Beta');

  await moveTo(page, 'Beta', workspace.stages[2]!.name);
  await dialog.getByLabel('Note for the next owner').fill('Kept over a refusal');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  // The checklist is not met yet: it is asked again, and the note is still there.
  await expect(dialog.getByLabel('Note for the next owner')).toHaveValue('Kept over a refusal');
  await dialog.getByLabel('The budget is approved').check();
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(card(page, 'Beta').getByRole('img', { name: 'Grace Hopper' })).toBeVisible();
  await expect.poll(async () => (await workspace.titles())[2]).toEqual(['Beta']);
});

test('the inbox tells what is unread, marks all as read, and is told of by nobody else', async ({ freshServer, page, openPage }) => {
  const workspace = await prepared(freshServer, page, []);
  const grace = randomUUID();
  await workspace.send(person(grace, 'Grace Hopper'));
  for (const title of ['One', 'Two', 'Three']) {
    await workspace.send({
      board: { create: { id: randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[0]!.id, place: 'end', title, values: [{ owner: grace }] } },
    });
  }
  const inbox = `/w/${workspace.slug}/inbox`;
  const other = await openPage();
  await workspace.enter(other.context(), grace);
  await workspace.open(other, inbox);
  await expect(other.locator('.message.unread')).toHaveCount(3);
  await expect(other.locator('.message').first()).toContainText('gave Three to you');
  await expect(bell(other)).toHaveAccessibleName('Inbox: 3 unread');
  await other.locator('.message').first().getByRole('button', { name: 'Mark as read' }).click();
  await expect(bell(other)).toHaveAccessibleName('Inbox: 2 unread');
  await other.getByRole('button', { name: 'Unread', exact: true }).click();
  await expect(other.locator('.message')).toHaveCount(2);
  await other.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(other.locator('.message')).toHaveCount(0);
  await expect(other.getByRole('heading', { name: 'All read' })).toBeVisible();
  await expect(bell(other)).toHaveAccessibleName('Inbox');
  await other.reload();
  await live(other);
  await expect(other.locator('.message')).toHaveCount(3);
  await workspace.open(page, inbox);
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
});

for (const [language, scheme] of [['en', 'light'], ['en', 'dark'], ['zh', 'light'], ['zh', 'dark']] as const) {
  test(`the inbox can be used by everybody: ${language}, ${scheme}`, async ({ freshServer, page, openPage }) => {
    const workspace = await prepared(freshServer, page);
    const grace = randomUUID();
    await workspace.send(person(grace, 'Grace Hopper'));
    await rule(workspace, 1, { person: grace });
    const [id] = await workspace.add(0, 'Delta');
    await workspace.send({ board: { move: { cards: [id], stage: workspace.stages[1]!.id, place: 'top', note: 'A *note* with a [link](https://example.com)' } } });
    const other = await openPage({ colorScheme: scheme });
    await workspace.enter(other.context(), grace, language);
    await workspace.open(other, `/w/${workspace.slug}/inbox`);
    await expect(other.locator('.message')).toHaveCount(1);
    await axe(other);
    await other.locator('.message .link').first().click();
    await expect(other.locator('.timeline em')).toHaveText('note');
    await axe(other);
    await workspace.open(other, `/w/${workspace.slug}/inbox`);
    await other.locator('.segmented button').nth(1).click();
    await expect(other.locator('.empty')).toBeVisible();
    await axe(other);
  });
}
