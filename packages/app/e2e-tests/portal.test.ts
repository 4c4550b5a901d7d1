import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('a service says whose it is, where it runs, and has its docs and API', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await page.goto('/catalog/default/component/check-in-api');
  await expect(page.getByText('Flight operations').first()).toBeVisible();
  await expect(page.getByText('Healthy').first()).toBeVisible({
    timeout: 60_000,
  });
  await page
    .getByRole('tab', { name: 'Docs' })
    .or(page.getByRole('link', { name: 'Docs', exact: true }).last())
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
});

test('a session survives a reload', async ({ page }) => {
  await signIn(page, 'Priya Nair');
  await page.reload();
  await expect(page.getByText('Priya Nair').first()).toBeVisible();
});
