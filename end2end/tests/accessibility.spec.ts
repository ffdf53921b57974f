// What everybody must be able to do with every page: axe, structure, sizes of targets, reflow, motion, forced colours, calm.

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures';
import { card, live, Workspace } from '../workspace';

test.use({ serverOptions: { demo: false }, trace: { mode: 'retain-on-failure', screenshots: false } });

const PHONE = { width: 360, height: 740 };
const REQUIREMENT = '018f0000-0000-7000-8000-0000000000a1';

type Start = (options: { demo: boolean }) => Promise<{ url: string }>;

/** A workspace with a card of every kind, in Chinese and English. */
async function rich(freshServer: Start): Promise<{ workspace: Workspace; ids: string[] }> {
  const workspace = await Workspace.found((await freshServer({ demo: false })).url, '合流 Testing');
  const wang = await workspace.addPerson('王晓明 Wang');
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const [first, second, third] = workspace.stages.map((stage) => stage.id);
  const values = [
    [{ amount: { minor: 123_456_789, currency: 'CNY' } }, { score: 87 }, { close_on: day(-3) }, { next_step: { what: '电话 call', due: day(-2), minute: 600 } }, { tags: ['重点 Key', 'MES'] }],
    [{ amount: { minor: 5_000_000, currency: 'USD' } }, { owner: wang }, { collaborators: [wang, workspace.person] }, { next_step: { what: 'Visit 拜访', due: day(0) } }],
    [{ account: { id: randomUUID(), name: '上海合流信息技术有限公司 Shanghai Confluence' } }, { next_step: { what: 'Offer', due: day(9) } }],
    [],
  ];
  const ids = values.map(() => randomUUID());
  await workspace.sendAll(
    values.map((values, index) => ({
      board: { create: { id: ids[index], pipeline: workspace.pipeline, stage: [first, first, second, third][index], place: 'end', title: ['数控机床改造 CNC refit', 'Licences 许可证', '一个很长很长的标题，用来看看两行以后会怎样 and a long Latin tail', 'Alpha'][index], values } },
    })),
  );
  await workspace.sendAll([
    { pipeline: { edit_stage: { id: first, part: { limit: { cards: 1, hard: false } } } } },
    { pipeline: { edit_stage: { id: workspace.stages[3]!.id, part: { requirements: [{ id: REQUIREMENT, need: { confirm: '预算已确认 Budget confirmed' } }, { id: REQUIREMENT.replace('a1', 'a2'), need: { field: 'amount' } }] } } } },
    { pipeline: { add_field: { id: randomUUID(), pipeline: workspace.pipeline, name: '区域 Region', kind: { choice: ['北 North', '南 South'] } } } },
    { conversation: { describe: { opportunity: ids[0], before: '', after: '# 标题 Heading\n\n- **two** lines\n\n> quote\n\n`code` and [a link](https://example.com)' } } },
    { conversation: { comment: { id: randomUUID(), opportunity: ids[0], text: '他们要 **two** lines', contact: true } } },
    { board: { close: { cards: [ids[1]], won: true, reason: '价格 Price' } } },
    { board: { reopen: { cards: [ids[1]] } } },
    { board: { create: { id: '018f0000-0000-7000-8000-0000000000b1', pipeline: workspace.pipeline, stage: first, place: 'end', title: '已删除 Gone', values: [] } } },
    { board: { delete: { cards: ['018f0000-0000-7000-8000-0000000000b1'] } } },
    { view: { save: { id: randomUUID(), pipeline: workspace.pipeline, name: '我的 Mine', query: 'q=alpha', shared: true } } },
  ]).then((answers) => expect(answers.filter((answer) => 'Err' in answer)).toEqual([]));
  return { workspace, ids };
}

function routes(workspace: Workspace, ids: string[]): Record<string, string> {
  const base = `/w/${workspace.slug}`;
  return {
    board: workspace.boardPath,
    'nothing passes': `${workspace.boardPath}?q=zzzz`,
    list: `${base}/list/${workspace.pipeline}`,
    card: `${workspace.boardPath}/card/${ids[0]}`,
    settings: `${base}/settings`,
    pipeline: `${base}/settings/${workspace.pipeline}`,
    import: `${base}/import`,
    bin: `${base}/bin`,
    'not found': `${base}/nowhere`,
  };
}

/** Narrow on phones: 360 px. */
async function fit(page: Page, isMobile: boolean | undefined): Promise<void> {
  if (isMobile) await page.setViewportSize(PHONE);
}

const THEMES = ['light', 'dark'] as const;

/** Runs axe in the themes and keeps what it finds. */
async function inThemes(page: Page, where: string, found: string[], themes: readonly ('light' | 'dark')[] = THEMES): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    await axe(page).catch((error: Error) => found.push(`${where}, ${colorScheme}: ${error.message}`));
  }
}

/** What a page needs to be found one's way in. */
async function structure(page: Page, language: string): Promise<string[]> {
  return page.evaluate((language) => {
    const faults: string[] = [];
    const visible = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const all = (selector: string) => [...document.querySelectorAll(selector)].filter(visible);
    if (!/\S.*Heliu/.test(document.title)) faults.push(`title “${document.title}”`);
    if (!document.documentElement.lang.startsWith(language)) faults.push(`lang ${document.documentElement.lang}`);
    // What people write in Markdown has headings of its own.
    const first = all('h1').filter((heading) => heading.closest('.prose') === null);
    if (first.length !== 1) faults.push(`${first.length} h1: ${first.map((one) => one.textContent).join(' | ')}`);
    if (all('main').length !== 1) faults.push(`${all('main').length} main`);
    for (const nav of all('nav, [role=region], [role=toolbar], aside')) {
      if (!nav.getAttribute('aria-label') && !nav.getAttribute('aria-labelledby')) faults.push(`unnamed ${nav.tagName} ${nav.className}`);
    }
    const levels = all('h1, h2, h3, h4').map((heading) => Number(heading.tagName[1]));
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    faults.push(...[...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `id ${id} twice`));
    if (levels.length > 0 && Math.min(...levels) !== 1) faults.push('no first heading');
    return faults;
  }, language);
}

for (const language of ['en', 'zh'] as const) {
  test(`no page has faults that axe finds, each says where one is (${language})`, async ({ freshServer, page, isMobile, allowConsole }) => {
    allowConsole(/status of 404/);
    await fit(page, isMobile);
    const { workspace, ids } = await rich(freshServer);
    await workspace.enter(page.context(), workspace.person, language);
    const found: string[] = [];
    const titles = new Set<string>();
    for (const [name, path] of Object.entries(routes(workspace, ids))) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${workspace.url}${path}`);
      if (name !== 'not found') await live(page);
      found.push(...(await structure(page, language)).map((fault) => `${name}: ${fault}`));
      titles.add(await page.title());
      // Which colours meet does not depend on the language.
      await inThemes(page, name, found, process.env.HELIU_TORTURE ? THEMES : [language === 'en' ? 'light' : 'dark']);
    }
    expect(found, 'faults').toEqual([]);
    // Board, list and stages of a pipeline bear its name.
    expect(titles.size).toBeGreaterThanOrEqual(6);
  });
}

test('the welcome page has no faults', async ({ freshServer, page, isMobile }) => {
  await fit(page, isMobile);
  const server = await freshServer({ demo: false });
  const found: string[] = [];
  for (const language of ['en', 'zh']) {
    await page.context().addCookies([{ name: 'heliu_language', value: language, url: server.url }]);
    await page.goto(server.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    found.push(...(await structure(page, language)), ...(await small(page)), ...(await overflowing(page)));
    await inThemes(page, `welcome ${language}`, found);
  }
  expect(found).toEqual([]);
});

const openers: Record<string, (page: Page, workspace: Workspace, ids: string[]) => Promise<void>> = {
  filter: async (page) => page.getByRole('button', { name: /^Filter/ }).click(),
  'new opportunity': async (page) => page.locator('.fab:visible, .viewbar .primary:visible').click(),
  shortcuts: async (page) => page.keyboard.press('?'),
  views: async (page) => {
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save or delete…' }).click();
  },
  'reason for lost': async (page) => {
    await card(page, 'Alpha').locator('.card-link').focus();
    await page.keyboard.press('l');
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as lost' }).click();
  },
  'missing checklist items': async (page) => {
    await card(page, 'Alpha').locator('.card-link').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
  },
  conflict: async (page, workspace, ids) => {
    await page.goto(`${workspace.url}${workspace.boardPath}/card/${ids[3]}`);
    await live(page);
    await page.getByRole('button', { name: /^Source: .* Edit$/ }).click();
    await page.getByLabel('Source', { exact: true }).fill('Web');
    await workspace.send({ board: { edit: { edits: [{ card: ids[3], sets: [{ was: { source: '' }, now: { source: '展会 Fair' } }] }] } } });
    await page.keyboard.press('Enter');
  },
};

test('no dialog has faults, and each keeps the focus and gives it back', async ({ freshServer, page, isMobile, allowConsole }) => {
  allowConsole(/status of 4(09|22)/);
  await fit(page, isMobile);
  const { workspace, ids } = await rich(freshServer);
  await workspace.enter(page.context());
  const found: string[] = [];
  for (const [name, open] of Object.entries(openers)) {
    await page.emulateMedia({ colorScheme: 'light' });
    await workspace.open(page);
    await open(page, workspace, ids);
    const dialog = page.getByRole('dialog').filter({ visible: true });
    await expect(dialog).toHaveCount(1);
    await expect(dialog).toHaveAccessibleName(/\S/);
    await expect.poll(() => page.evaluate(() => document.querySelector('dialog[open]')?.contains(document.activeElement)), { message: `${name}: the focus is in the dialog` }).toBe(true);
    await inThemes(page, name, found);
    found.push(...(await small(page, isMobile)).map((fault) => `${name}: ${fault}`), ...(await overflowing(page)).map((fault) => `${name}: ${fault}`));
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  expect(found).toEqual([]);
});

/** Controls that are too small to be hit: below 24 px, and the main ones of a phone below 44 px. */
async function small(page: Page, isPhone: boolean | undefined = false): Promise<string[]> {
  return page.evaluate((isPhone) => {
    const primary = '.tabbar-item, .fab, .card-tools .icon-button, .stage-tab, .panel-bar a.icon-button:last-of-type, dialog .dialog-foot .button, .dialog-head .icon-button, .menu-item, .bulkbar .button';
    const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=menuitem], [role=checkbox], [tabindex="0"]';
    const modal = document.querySelector('dialog[open]');
    const faults = new Set<string>();
    for (const control of (modal ?? document).querySelectorAll<HTMLElement>(controls)) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || control.matches('.skip')) continue;
      // A box is as large as the label around it.
      const target = control.matches('input') ? (control.closest('label') ?? control) : control;
      const box = target.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) continue;
      const style = getComputedStyle(control);
      const inSentence = control.matches('a') && style.display === 'inline' && control.closest('p, li, dd, .prose') !== null && (control.parentElement!.textContent ?? '').trim().length > (control.textContent ?? '').trim().length;
      if (inSentence) continue;
      const least = isPhone && control.matches(primary) ? 44 : 24;
      if (box.width >= least - 0.5 && box.height >= least - 0.5) continue;
      // A control can be larger than its box by what its pseudo-elements cover.
      target.scrollIntoView({ block: 'center', inline: 'center' });
      const now = target.getBoundingClientRect();
      const [x, y] = [now.left + now.width / 2, now.top + now.height / 2];
      // What lies under an open panel cannot be pressed at all.
      const top = document.elementFromPoint(x, y);
      if (top === null || (!target.contains(top) && !top.contains(target))) continue;
      const reach = least / 2 - 0.5;
      const hit = [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].every(([dx, dy]) => {
        const there = document.elementFromPoint(x + dx!, y + dy!);
        return there !== null && (target.contains(there) || there.contains(target) && there.matches(controls));
      });
      if (!hit) faults.add(`${Math.round(box.width)}×${Math.round(box.height)} < ${least}: ${control.outerHTML.replace(/\s+/g, ' ').slice(0, 130)} in .${control.parentElement?.className}`);
    }
    return [...faults];
  }, isPhone);
}

/** What goes beyond the right edge of the page, and controls whose words are cut. */
async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults = new Set<string>();
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth > width) faults.add(`the page is ${root.scrollWidth} wide on ${width}`);
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const scroller = (element: Element) => {
      for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(style.overflowX)) return at;
      }
      return null;
    };
    const modal = document.querySelector('dialog[open]');
    for (const element of (modal ?? document.body).querySelectorAll<HTMLElement>('*')) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('svg, .hush, .skip, datalist')) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) continue;
      const around = scroller(element);
      // The board's columns, its tabs, and tables with many columns scroll by themselves.
      const isLeaf = [...element.children].every((child) => child.getBoundingClientRect().right <= width + 1);
      if (box.right > width + 1 && around === null && isLeaf) faults.add(`beyond the edge (${Math.round(box.right)} > ${width}): ${name(element)}`);
      if (around !== null && !around.matches('.board, .stage-tabs, .table-scroll, .table-box, .bulkbar, .segmented, pre, .prose *') && around.scrollWidth > around.clientWidth + 1) {
        faults.add(`scrolls sideways by itself (${around.scrollWidth} > ${around.clientWidth}): ${name(around).slice(0, 60)}`);
      }
      const isControl = element.matches('button, a.button, .tabbar-item, .stage-tab, .menu-item, label, summary, h1, h2, .chip, select');
      const style = getComputedStyle(element);
      const isCut = (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) || (/hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 3);
      // A name that ends in … is still there to be read in full.
      const isTold = style.textOverflow === 'ellipsis' && ((element.title || element.ariaLabel) ?? '') !== '';
      if (isControl && isCut && !isTold) faults.add(`cut: ${name(element)} ${element.scrollWidth}×${element.scrollHeight} in ${element.clientWidth}×${element.clientHeight}`);
    }
    return [...faults].slice(0, 12);
  });
}

test('everything that is pressed is large enough, and 44 px where a thumb works', async ({ freshServer, page, isMobile, allowConsole }) => {
  allowConsole(/status of 404/);
  await fit(page, isMobile);
  const { workspace, ids } = await rich(freshServer);
  await workspace.enter(page.context());
  const found: string[] = [];
  const check = async (where: string) => found.push(...(await small(page, isMobile)).map((fault) => `${where}: ${fault}`));
  for (const [name, path] of Object.entries(routes(workspace, ids))) {
    await page.goto(`${workspace.url}${path}`);
    if (name !== 'not found') await live(page);
    await check(name);
  }
  await workspace.open(page);
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('menu')).toBeVisible();
  await check('menu of a card');
  await page.keyboard.press('Escape');
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('x');
  await expect(page.getByRole('toolbar', { name: 'Actions for the selection' })).toBeVisible();
  await check('selection');
  expect(found).toEqual([]);
});

for (const [how, width, size] of [['at 320 px', 320, '100%'], ['with text of 200 %', 0, '200%']] as const) {
  test(`nothing is lost or scrolls in two directions ${how}`, async ({ freshServer, page, allowConsole }) => {
    allowConsole(/status of 404/);
    if (width > 0) await page.setViewportSize({ width, height: 640 });
    const { workspace, ids } = await rich(freshServer);
    const found: string[] = [];
    for (const language of ['en', 'zh']) {
      await workspace.enter(page.context(), workspace.person, language);
      for (const [name, path] of Object.entries(routes(workspace, ids))) {
        await page.goto(`${workspace.url}${path}`);
        if (name !== 'not found') await live(page);
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        found.push(...(await overflowing(page)).map((fault) => `${name} (${language}): ${fault}`));
      }
    }
    expect(found).toEqual([]);
  });
}

test('nothing moves where motion is not wanted', async ({ freshServer, page }) => {
  const { workspace, ids } = await rich(freshServer);
  await workspace.enter(page.context());
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = () =>
    page.evaluate(() => {
      const seconds = (text: string) => Math.max(...text.split(',').map((part) => (part.trim().endsWith('ms') ? parseFloat(part) / 1_000 : parseFloat(part))));
      const faults = new Set<string>();
      for (const element of document.querySelectorAll('body *')) {
        for (const part of [null, '::before', '::after', '::backdrop']) {
          const style = getComputedStyle(element, part);
          if (seconds(style.transitionDuration) > 0.0011) faults.add(`transition ${element.className} ${part ?? ''} ${style.transitionDuration}`);
          if (style.animationName !== 'none' && seconds(style.animationDuration) > 0.0011) faults.add(`animation ${element.className} ${part ?? ''} ${style.animationDuration}`);
        }
        if (getComputedStyle(element).scrollBehavior === 'smooth') faults.add(`smooth scrolling ${element.className}`);
      }
      for (const running of document.getAnimations()) {
        const timing = running.effect!.getComputedTiming();
        if (Number(timing.activeDuration) > 2) faults.add(`running for ${timing.activeDuration} ms`);
      }
      return [...faults];
    });
  await workspace.open(page);
  const found = await moving();
  await card(page, 'Alpha').locator('.card-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowLeft');
  found.push(...(await moving()));
  await page.keyboard.press('Space');
  await expect(page.locator('.toast')).toBeVisible();
  found.push(...(await moving()));
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  found.push(...(await moving()));
  await page.goto(`${workspace.url}${workspace.boardPath}/card/${ids[0]}`);
  await live(page);
  found.push(...(await moving()));
  expect(found).toEqual([]);
});

test('marks and focus are still there in forced colours', async ({ freshServer, page }) => {
  const { workspace } = await rich(freshServer);
  await workspace.enter(page.context());
  await page.emulateMedia({ forcedColors: 'active' });
  await workspace.open(page);
  await expect(page.locator('.mark.overdue')).toContainText(/overdue/);
  await expect(page.locator('.mark.none')).toContainText('no next step');
  await expect(page.locator('.mark.today')).toContainText('today');
  const paints = await page.locator('.mark .icon').evaluateAll((icons) => icons.map((icon) => ({ colour: getComputedStyle(icon).color, ground: getComputedStyle(document.body).backgroundColor, width: icon.getBoundingClientRect().width })));
  for (const { colour, ground, width } of paints) {
    expect(width).toBeGreaterThan(8);
    expect(colour).not.toBe(ground);
  }
  // Whatever has the keyboard is outlined, here and in ordinary colours.
  for (const forcedColors of ['active', 'none'] as const) {
    await page.emulateMedia({ forcedColors });
    await page.evaluate(() => document.querySelector<HTMLElement>('.skip')!.focus());
    const without = new Set<string>();
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      const fault = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return '';
        const around = [focused, focused.closest('.card'), focused.closest('label'), focused.parentElement].filter((one) => one !== null);
        const marks = around.flatMap((one) => [null, '::after', '::before'].map((part) => getComputedStyle(one, part)));
        const isShown = marks.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1.5);
        return isShown ? '' : focused.outerHTML.slice(0, 100);
      });
      if (fault !== '') without.add(`${forcedColors}: ${fault}`);
    }
    expect([...without]).toEqual([]);
  }
});

test('what others do takes neither focus nor place from who writes, and is announced sparingly', async ({ freshServer, page }) => {
  const { workspace, ids } = await rich(freshServer);
  const grace = await workspace.addPerson('Grace Hopper');
  const hers = Object.assign(Object.create(Workspace.prototype) as Workspace, workspace, { person: grace });
  await workspace.enter(page.context());
  await page.goto(`${workspace.url}${workspace.boardPath}/card/${ids[0]}`);
  await live(page);
  await page.getByRole('button', { name: /^Source: .* Edit$/ }).click();
  const field = page.getByLabel('Source', { exact: true });
  await field.pressSequentially('展会 Fa');
  await page.evaluate(() => {
    const written: number[] = [];
    Object.assign(window, { written });
    for (const region of document.querySelectorAll('[aria-live=polite], [role=status]')) new MutationObserver(() => written.push(performance.now())).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const place = async () => (await field.boundingBox())!;
  const before = await place();
  const changes = (round: number) => [
    { board: { edit: { edits: [{ card: ids[0], sets: [{ was: { campaign: round === 0 ? '' : `C${round - 1}` }, now: { campaign: `C${round}` } }] }] } } },
    { board: { move: { cards: [ids[0]], stage: workspace.stages[round % 2]!.id, place: 'end' } } },
    { board: { create: { id: randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[0]!.id, place: 'top', title: `Above ${round}`, values: [] } } },
    { conversation: { comment: { id: randomUUID(), opportunity: ids[0], text: `Remark ${round}`, contact: false } } },
    { conversation: { describe: { opportunity: ids[0], before: round === 0 ? '# 标题 Heading\n\n- **two** lines\n\n> quote\n\n`code` and [a link](https://example.com)' : `Text ${round - 1}`, after: `Text ${round}` } } },
  ];
  for (let round = 0; round < 3; round++) {
    await hers.sendAll(changes(round));
    await expect(page.locator('aside.panel')).toContainText(`Remark ${round}`);
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('展会 Fa');
  }
  await expect(page.locator('aside.panel')).toContainText('Text 2');
  const after = await place();
  expect(Math.abs(after.x - before.x), 'the field stays at its place across').toBeLessThanOrEqual(2);
  expect(Math.abs(after.y - before.y), 'the field stays at its place').toBeLessThanOrEqual(2);
  await page.keyboard.type('ir');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Source: 展会 Fair. Edit' })).toBeFocused();
  const written = await page.evaluate(() => (window as unknown as { written: number[] }).written);
  const busiest = Math.max(0, ...written.map((at) => written.filter((other) => other >= at && other < at + 1_000).length));
  expect(busiest, 'writings in the busiest second').toBeLessThanOrEqual(4);

  // The same for a card that only has the focus.
  await workspace.open(page);
  const link = card(page, 'Alpha').locator('.card-link');
  await link.focus();
  await hers.sendAll([
    ...changes(3).slice(0, 4),
    { board: { edit: { edits: [{ card: ids[3], sets: [{ was: { score: null }, now: { score: 55 } }] }] } } },
    { board: { create: { id: randomUUID(), pipeline: workspace.pipeline, stage: workspace.stages[2]!.id, place: 'top', title: 'On top of it', values: [] } } },
  ]);
  await expect(card(page, 'On top of it')).toHaveCount(1);
  await expect(card(page, 'Alpha')).toContainText('55');
  await expect(link).toBeFocused();
});
