import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('a service says whose it is, where it runs, and has its docs', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await page.goto('/catalog/default/component/check-in-api');
  await expect(page.getByText('Flight operations').first()).toBeVisible();
  await expect(page.getByText('Healthy').first()).toBeVisible({
    timeout: 60_000,
  });
  await page.goto('/docs/default/component/check-in-api');
  // Part of the rendered site, which the reader shows once its stylesheet has come.
  await expect(
    page.getByRole('navigation', { name: 'Documentation' }),
  ).toBeVisible();
  await expect(
    page.locator('.md-content').getByRole('heading').first(),
  ).toBeVisible();
});

test('a session survives a reload', async ({ page }) => {
  await signIn(page, 'Priya Nair');
  await page.reload();
  await expect(page.getByText('Priya Nair').first()).toBeVisible();
});

test('search finds a service', async ({ page }) => {
  await signIn(page, 'Amelia Reyes');
  await expect(async () => {
    await page.goto('/search?query=boarding');
    await expect(page.getByText('boarding-pass').first()).toBeVisible({
      timeout: 3_000,
    });
  }).toPass({ timeout: 60_000 });
});

test('search finds a runbook that nobody has opened', async ({ page }) => {
  await signIn(page, 'Amelia Reyes');
  await expect(async () => {
    await page.goto('/search?query=unseal&type=techdocs');
    await page
      .getByRole('link', { name: /Vault/ })
      .first()
      .click({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page).toHaveURL(/\/docs\/default\/component\/runway\/runbooks/);
  await expect(
    page.locator('.md-content').getByRole('heading').first(),
  ).toContainText('Vault');
});
