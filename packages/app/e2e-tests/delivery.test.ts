import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

const SERVICE = 'check-in-api';
const DELIVERY = `/catalog/default/component/${SERVICE}/delivery`;

const stage = (page: Page, title: string) =>
  page
    .getByRole('list', { name: 'Environments in promotion order' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });

const versionIn = async (page: Page, title: string) =>
  (await stage(page, title).locator('code').first().textContent())!;

/** As somebody who may, on GitLab's page of a merge request. */
async function mergeInGitLab(page: Page, url: string) {
  const gitlab = await page.context().newPage();
  await gitlab.goto(url);
  await gitlab.getByLabel('Approve as').selectOption('Priya Nair');
  await gitlab.getByRole('button', { name: 'Approve' }).click();
  await gitlab.getByLabel('Merge as').selectOption('Priya Nair');
  await gitlab.getByRole('button', { name: 'Merge' }).click();
  await expect(gitlab.getByRole('heading', { name: /merged/i })).toBeVisible();
  await gitlab.close();
}

/** Opens the promotion from the stage, merges it, and waits until it runs there. */
async function promote(page: Page, from: string, to: string) {
  const version = await versionIn(page, from);
  await stage(page, to)
    .getByRole('button', { name: `Promote to ${to}` })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Exactly this changes')).toBeVisible();
  await expect(dialog.getByText(`+  tag: '${version}'`)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Open merge request' }).click();
  const request = stage(page, to).getByRole('link', { name: /^!\d+$/ });
  await expect(request).toBeVisible();
  await mergeInGitLab(page, (await request.getAttribute('href'))!);
  await expect(stage(page, to).locator('code').first()).toHaveText(version, {
    timeout: 60_000,
  });
  await expect(stage(page, to).getByText('Healthy')).toBeVisible({
    timeout: 60_000,
  });
}

test('a version goes from dev over staging to production, and production goes back', async ({
  page,
}) => {
  test.slow();
  await signIn(page, 'Amelia Reyes');
  // A fresh portal needs a moment to read its catalog.
  await expect(async () => {
    await page.goto(`/catalog/default/component/${SERVICE}`);
    await expect(page.getByText('1 commit behind Dev')).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 60_000 });
  await page.goto(DELIVERY);
  await expect(
    page.getByRole('list', { name: 'Way to Dev' }).getByRole('listitem'),
  ).toHaveCount(7);
  await expectAccessible(page);
  const before = await versionIn(page, 'Production');
  expect(before).not.toBe(await versionIn(page, 'Dev'));

  await promote(page, 'Dev', 'Staging');
  await promote(page, 'Staging', 'Production');
  const promoted = await versionIn(page, 'Production');
  expect(promoted).toBe(await versionIn(page, 'Dev'));

  // Auto-sync would undo a rollback past Git: it is a merge request as well.
  await page
    .getByRole('button', { name: `Roll Production back to ${before}` })
    // Deployments that arrive push it down, away from under a pointer.
    .press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(`+  tag: '${before}'`)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Open merge request' }).click();
  const request = dialog.getByRole('link', { name: /^Roll back/ });
  await mergeInGitLab(page, (await request.getAttribute('href'))!);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(stage(page, 'Production').locator('code').first()).toHaveText(
    before,
    { timeout: 60_000 },
  );
});

test('all degraded applications of a team are found, with the reason', async ({
  page,
}) => {
  await signIn(page, 'Priya Nair');
  await page.getByRole('link', { name: 'Delivery', exact: true }).click();
  await page.getByRole('button', { name: /^Degraded \(\d+\)/ }).click();
  await page.goto('/delivery?team=flight-ops&health=Degraded');
  const row = page
    .getByRole('table', { name: 'Applications' })
    .getByRole('row')
    .filter({ hasText: 'weather-briefing-dev' });
  await expect(row).toBeVisible({ timeout: 90_000 });
  await expectAccessible(page);
  await row.getByRole('link', { name: 'weather-briefing-dev' }).click();
  await expect(
    page
      .getByRole('region', { name: 'What is not well' })
      .getByText(/Back-off pulling image/)
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
});

test('who does not own a service is told whom to ask', async ({ page }) => {
  await signIn(page, 'Noor Haddad');
  await page.goto(DELIVERY);
  await expect(
    page.getByText(/You may not .*Ask somebody/).first(),
  ).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Sync', exact: true }),
  ).toBeDisabled();
  await stage(page, 'Production')
    .getByRole('button', { name: 'Promote to Production' })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/it belongs to flight-ops/)).toBeVisible();
  await expect(
    dialog.getByRole('button', { name: 'Open merge request' }),
  ).toBeDisabled();
  await expectAccessible(page);
});
