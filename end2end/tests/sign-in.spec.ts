// First start, sign-in by password and code, invitations, links for new passwords, devices, and sample data by one click.

import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { EMAIL, live, PASSWORD, prepared, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: /^Sign in to/ })).toBeVisible();
}

/** The code of the second factor at an instant (RFC 6238). */
function code(key: string, seconds: number): string {
  const bits = [...key].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = hash[19]! & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a workspace is founded, left and entered again', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 4(22|04)/);
  const { url } = await freshServer({ demo: false });
  await page.goto(url);
  await axe(page);
  await page.getByLabel('Company or team').fill('Confluence Works');
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(EMAIL);
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  // What is wrong is said where it was typed, and everything but the password is kept.
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/own name or address/);
  await expect(page.getByLabel('Company or team')).toHaveValue('Confluence Works');
  await axe(page);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await live(page);
  const board = page.url();
  expect(board).toContain('/w/confluence-works/board/');

  await signOut(page);
  await expect(page.getByRole('status')).toHaveText('You are signed out.');
  await page.goto(board);
  await axe(page);
  await signIn(page, EMAIL, 'not the password');
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  await expect(page.getByLabel('E-mail address')).toHaveValue(EMAIL);
  await axe(page);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await live(page);
  expect(page.url()).toBe(board);
});

test('forms work without any script', async ({ freshServer, browser }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${workspace.url}${workspace.boardPath}`);
  await signIn(page, EMAIL, PASSWORD);
  await expect(page).toHaveURL(`${workspace.url}${workspace.boardPath}`);
  await expect(page.locator('.column').first()).toBeVisible();
  await context.close();
});

test('somebody is invited, joins, forgets the password and gets another', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(22|10)/);
  const workspace = await prepared(freshServer, page);
  const grace = await workspace.addPerson('Grace Hopper');
  await workspace.open(page, `/w/${workspace.slug}/settings`);
  await page.getByRole('link', { name: 'Sign-in of Grace Hopper' }).click();
  await expect(page.getByRole('heading', { name: 'Sign-in of Grace Hopper' })).toBeVisible();
  await page.getByLabel('E-mail address').fill('grace@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  const invitation = await page.getByRole('textbox', { name: 'Pass on this link' }).inputValue();
  await axe(page);

  const other = await openPage();
  await other.goto(invitation);
  await expect(other.getByRole('heading', { name: 'Welcome, Grace Hopper' })).toBeVisible();
  await axe(other);
  await other.getByLabel('New password').fill('short');
  await other.getByRole('button', { name: 'Set the password' }).click();
  await expect(other.getByLabel('New password')).toHaveAccessibleDescription(/10 to 200 characters/);
  await other.getByLabel('New password').fill(PASSWORD);
  await other.getByRole('button', { name: 'Set the password' }).click();
  await live(other);
  await expect(other.getByRole('button', { name: 'Signed in as Grace Hopper' })).toBeVisible();
  await signOut(other);
  await other.goto(invitation);
  await expect(other.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await axe(other);

  await page.goto(`${workspace.url}/w/${workspace.slug}/people/${grace}`);
  await page.getByRole('button', { name: 'Make a link for a new password' }).click();
  await other.goto(await page.getByRole('textbox', { name: 'Pass on this link' }).inputValue());
  await other.getByLabel('New password').fill('a quite different one');
  await other.getByRole('button', { name: 'Set the password' }).click();
  await live(other);
  await expect(page.getByText('Link for a new password made')).toBeVisible();
});

test('a second factor is set up and asked for', async ({ freshServer, page, allowConsole }) => {
  allowConsole(/status of 422/);
  const workspace = await prepared(freshServer, page);
  await page.getByRole('button', { name: 'Signed in as Ada Lovelace' }).click();
  await page.getByRole('menuitem', { name: 'Your profile' }).click();
  await axe(page);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: 'The key as a picture' })).toBeVisible();
  const key = (await page.locator('code').first().textContent())!;
  await axe(page);
  const now = Date.now() / 1000;
  await page.getByLabel('Code').fill(code(key, now));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
  const recovery = (await page.locator('.codes code').first().textContent())!;
  await axe(page);
  await page.getByRole('link', { name: 'Back to the workspace' }).click();
  await live(page);
  await signOut(page);
  await signIn(page, EMAIL, PASSWORD);
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible();
  await axe(page);
  // The code of before does not work twice.
  await page.getByLabel('Code').fill(code(key, now));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Code')).toHaveAccessibleDescription(/used before/);
  await page.getByLabel('Code').fill(recovery);
  await page.getByRole('button', { name: 'Continue' }).click();
  await live(page);
  expect(page.url()).toContain(workspace.slug);
});

test('who is signed out elsewhere is told, keeps what was done, and goes on after signing in', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 401/);
  const workspace = await prepared(freshServer, page);
  const other = await openPage();
  await other.goto(`${workspace.url}/w/${workspace.slug}/sign-in`);
  await signIn(other, EMAIL, PASSWORD);
  await live(other);
  await page.goto(`${workspace.url}/w/${workspace.slug}/profile`);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByRole('status')).toHaveText('Signed out there.');

  await expect(other.getByRole('alert')).toContainText('You are signed out', { timeout: 15_000 });
  await axe(other);
  await other.getByRole('link', { name: 'Sign in' }).click();
  await signIn(other, EMAIL, PASSWORD);
  await live(other);
  await expect(other).toHaveURL(`${workspace.url}${workspace.boardPath}`);
});

test('sample data are entered by one click as anybody', async ({ freshServer, page }) => {
  const { url } = await freshServer({ demo: true });
  await page.goto(url);
  await expect(page.getByText('is a made-up company with sample data')).toBeVisible();
  await axe(page);
  const first = page.locator('button.choice').first();
  const name = (await first.locator('b').textContent())!;
  await first.click();
  await live(page);
  await page.getByRole('button', { name: `Signed in as ${name}` }).click();
  const second = page.getByRole('menuitemradio', { checked: false }).first();
  await second.click();
  await live(page);
  await expect(page.getByRole('button', { name: `Signed in as ${name}` })).toHaveCount(0);
});

test('the sign-in speaks the language that is chosen there', async ({ freshServer, page }) => {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  await page.goto(`${workspace.url}/w/${workspace.slug}/sign-in`);
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await axe(page);
});
