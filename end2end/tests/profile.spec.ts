// What people say of themselves: name, language, time zone and picture.

import { deflateSync } from 'node:zlib';
import { axe, expect, test } from '../fixtures';
import { Workspace } from '../workspace';

test.use({ serverOptions: { demo: false } });

/** A picture of one colour (PNG). */
function picture(side: number): Buffer {
  const table = Array.from({ length: 256 }, (_, index) => [...Array(8)].reduce((sum: number) => (sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1), index) >>> 0);
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const sum = (body.reduce((sum, byte) => table[(sum ^ byte) & 255]! ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const end = Buffer.alloc(4);
    end.writeUInt32BE(sum);
    return Buffer.concat([length, body, end]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, 0x50)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

test('a person changes name, time zone, language and picture', async ({ freshServer, page, openPage, allowConsole }) => {
  allowConsole(/status of 4(09|22)/);
  const workspace = await Workspace.found((await freshServer({ demo: false })).url);
  const mia = await workspace.addPerson('Mia', 'member');
  await workspace.enter(page.context(), mia);
  const profile = `${workspace.url}/w/${workspace.slug}/profile`;
  await page.goto(profile);
  await axe(page);

  const name = page.getByRole('region', { name: 'Name' });
  await name.getByLabel('Name').fill('ada lovelace');
  await name.getByRole('button', { name: 'Save' }).click();
  await expect(name.getByLabel('Name')).toHaveValue('ada lovelace');
  await expect(name.getByLabel('Name')).toHaveAccessibleDescription(/exists already/);
  await axe(page);
  await name.getByLabel('Name').fill('Mia Wong');
  await name.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Mia Wong' })).toBeVisible();
  await expect(page.getByRole('status')).toHaveText('Saved.');

  const zone = page.getByRole('region', { name: 'Time zone' });
  await zone.getByLabel('Time zone').selectOption('Asia/Shanghai');
  await zone.getByRole('button', { name: 'Save' }).click();
  await expect(zone.getByLabel('Time zone')).toHaveValue('Asia/Shanghai');

  const box = page.getByRole('region', { name: 'Picture' });
  await expect(box.getByRole('img', { name: 'Mia Wong' })).toHaveText('MW');
  await box.getByLabel('Picture file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await box.getByRole('button', { name: 'Upload' }).click();
  await expect(box.getByRole('alert')).toHaveText('This picture cannot be read. Take a PNG, JPEG or WebP.');
  await axe(page);
  await box.getByLabel('Picture file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture(300) });
  await box.getByRole('button', { name: 'Upload' }).click();
  const shown = box.locator('.avatar img');
  await expect(shown).toBeVisible();
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  await axe(page);
  // Colleagues see it, too.
  const other = await openPage();
  await workspace.enter(other.context());
  await workspace.open(other, `/w/${workspace.slug}/settings`);
  await expect(other.getByRole('img', { name: 'Mia Wong' }).locator('img')).toBeVisible();
  await box.getByRole('button', { name: 'Remove the picture' }).click();
  await expect(box.getByRole('img', { name: 'Mia Wong' })).toHaveText('MW');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('region', { name: 'Language' }).getByLabel('Language').selectOption('zh');
  await page.getByRole('region', { name: 'Language' }).getByRole('button').click();
  await expect(page.getByRole('heading', { name: '时区' })).toBeVisible();
  await axe(page);
});
