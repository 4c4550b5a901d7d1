import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

const port = Number(process.env.RUNWAY_E2E_PORT ?? 17007);
const sandboxPort = port + 1;

/** Browser journeys, against a portal and a sandbox of their own with fresh state. */
export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  outputDir: join('.runway', 'reports', 'e2e'),
  // Twice what the longest one takes on two busy cores: it ends what hangs, and measures nothing.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  // One portal, one sandbox, two cores: journeys run one after the other.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  use: {
    baseURL: `http://localhost:${port}`,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.RUNWAY_CHROMIUM,
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
  webServer: {
    command: `node scripts/start.mjs --no-open --reset --state ${join(
      '.runway',
      'e2e',
    )} --port ${port} --sandbox-port ${sandboxPort}`,
    url: `http://localhost:${port}/.backstage/health/v1/readiness`,
    timeout: 240_000,
    reuseExistingServer: false,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});
