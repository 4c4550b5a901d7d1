import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillDetails, review } from './createService';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

test('from sign-in to a healthy service, its clone, and back to nothing', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');

  await fillDetails(page, 'journey-api');
  await review(page);
  await expect(page.getByText('All is ready.')).toBeVisible();
  await expect(
    page
      .getByText('secret/journey-api')
      .or(page.getByText('package.json').first()),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Create service' }).click();

  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  const done = page.getByRole('region', { name: 'Next steps' });
  await expect(done).toContainText('journey-api is ready', { timeout: 90_000 });
  const run = page.url();

  // Its page says whose it is and that it runs.
  await done.getByRole('link', { name: 'See it in the catalog' }).click();
  await expect(
    page.getByRole('heading', { name: /journey-api/ }).first(),
  ).toBeVisible();
  await expect(page.getByText('Flight operations').first()).toBeVisible();
  await expect(page.getByText('Healthy').first()).toBeVisible();

  // Its repository can be cloned with what the page offers.
  await page.goto(run);
  const command = await done.getByText(/^git clone /).innerText();
  const folder = mkdtempSync(join(tmpdir(), 'runway-clone-'));
  try {
    const address = command
      .replace('git clone ', '')
      .replace('http://', 'http://amelia.reyes:amelia.reyes@');
    execFileSync('git', ['clone', '--quiet', address, 'journey-api'], {
      cwd: folder,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
    expect(existsSync(join(folder, 'journey-api', 'package.json'))).toBe(true);
    expect(
      readFileSync(join(folder, 'journey-api', 'catalog-info.yaml'), 'utf8'),
    ).toContain("name: 'journey-api'");
    const author = execFileSync(
      'git',
      ['-C', join(folder, 'journey-api'), 'log', '-1', '--format=%an <%ae>'],
      { encoding: 'utf8' },
    );
    expect(author.trim()).toBe('Amelia Reyes <amelia.reyes@aerq.example>');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Undo \d+ resources$/ })
    .click();
  await expect(page.getByText(/Everything is taken back/).first()).toBeVisible({
    timeout: 60_000,
  });
  const repository = await page.request.get(
    command.replace('git clone ', '').replace(/\.git$/, ''),
  );
  expect(repository.status()).toBe(404);
});

test('a bad name is explained while typing, and nothing can be created with it', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await fillDetails(page, 'Check In');
  await expect(
    page.getByText(/hyphens instead of spaces/).first(),
  ).toBeVisible();
  await page.getByLabel(/^Name/).fill('check-in-api');
  await expect(
    page.getByText(/catalog already has a service called check-in-api/).first(),
  ).toBeVisible();
});

test('a manager may look at everything, and is told why not to create', async ({
  page,
}) => {
  await signIn(page, 'Maren Olsen');
  await page.goto('/create/templates/default/api-service');
  await expect(page.getByText(/may not create/).first()).toBeVisible();
  await page.goto('/runs');
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages have no accessibility violation (${colorScheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signIn(page, 'Amelia Reyes');
    for (const path of [
      '/',
      '/create',
      '/create/templates/default/api-service',
      '/runs',
      '/changes',
      '/catalog',
    ]) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
    }
  });
}
