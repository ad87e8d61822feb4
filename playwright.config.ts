import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/_support/chromium.mjs'

/** The journeys of a worker share one Postern, as people do. Screenshots and traces land in artefacts/e2e. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artefacts/e2e/results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
