import { defineConfig } from '@playwright/test';

const torture = Boolean(process.env.HELIU_TORTURE);
const minute = 60_000;

export default defineConfig({
  testDir: './tests',
  outputDir: './results',
  reporter: [['list']],
  forbidOnly: Boolean(process.env.CI),
  // What passes only at the second try is named as flaky at the end: on a machine shared with others it came too late, or it has
  // found a fault that shows itself now and then.
  retries: 1,
  workers: Number(process.env.HELIU_E2E_WORKERS ?? 2),
  timeout: torture ? 60 * minute : minute,
  globalTimeout: torture ? 0 : 30 * minute,
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Pictures of every step would make each test several times slower.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.HELIU_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    // Gestures that only one kind of device has stand in files of their own.
    { name: 'desktop', testIgnore: /\.phone\.spec\.ts$/, use: { browserName: 'chromium', viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      testIgnore: /\.desktop\.spec\.ts$/,
      use: { browserName: 'chromium', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
    },
  ],
});
