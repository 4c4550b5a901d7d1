import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

test('the status page says how each system is', async ({ page }) => {
  await signIn(page, 'Maren Olsen');
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  await expect(
    page.getByRole('heading', { name: 'Platform status' }),
  ).toBeVisible();
  for (const system of [/^GitLab/, /^Argo CD/, /^Vault/, /^Kubernetes.*dev/]) {
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: system }) });
    await expect(row.getByText(/\d\sms/)).toBeVisible({ timeout: 60_000 });
  }
  await expectAccessible(page);
});

test('a sync that is only tried is in the audit trail, and in its export', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await expect(async () => {
    await page.goto('/delivery/main/argocd/check-in-api-dev');
    await expect(
      page.getByRole('button', { name: 'Sync', exact: true }),
    ).toBeEnabled({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Sync', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Only try it, change nothing').click();
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await expect(dialog.getByText('Done')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('link', { name: 'Audit', exact: true }).click();
  await expect(page.getByText('These are your own actions')).toBeVisible();
  const row = page
    .getByRole('table', { name: 'Actions' })
    .getByRole('row')
    .filter({ hasText: 'Acted on an application' })
    .first();
  await expect(row).toContainText('Amelia Reyes');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toContain('check-in-api-dev');
});
