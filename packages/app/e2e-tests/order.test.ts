import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

const NAME = 'timetable';
const RESOURCE = `flight-ops-${NAME}-dev`;

/** As a platform engineer does, on GitLab's page of a merge request. */
async function approveInGitLab(page: Page, url: string) {
  const gitlab = await page.context().newPage();
  await gitlab.goto(url);
  await gitlab.getByLabel('Approve as').selectOption('Priya Nair');
  await gitlab.getByRole('button', { name: 'Approve' }).click();
  await expect(gitlab.getByText(/1 of 1 approvals/)).toBeVisible();
  await gitlab.close();
}

test('a database is ordered, planned, approved, applied, and taken down again from its page', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await page.goto('/create');
  await page
    .getByRole('link', { name: 'PostgreSQL database', exact: true })
    .click();
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue(
    'Flight operations',
  );
  await page.getByLabel(/^Name/).fill(NAME);
  await page.getByRole('button', { name: 'Check and preview' }).click();
  await expect(page.getByText('All is ready.')).toBeVisible();
  await page.getByRole('button', { name: 'Order the database' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await expect(
    page.getByRole('heading', { name: `${RESOURCE} waits for approval` }),
  ).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText(/The plan: \d+ to add\./)).toBeVisible();
  await expectAccessible(page);

  const order = page.getByRole('link', { name: /^Open merge request !/ });
  await approveInGitLab(page, (await order.getAttribute('href'))!);
  await expect(
    page.getByRole('heading', { name: `${RESOURCE} is there` }),
  ).toBeVisible({ timeout: 40_000 });

  // Atlantis merges what it has applied; then it gets its page.
  await expect(async () => {
    await page.goto(`/catalog/default/resource/${RESOURCE}`);
    await expect(page.getByRole('button', { name: /more/i })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 40_000 });
  await page.getByRole('button', { name: /more/i }).click();
  await page
    .getByRole('menuitem', { name: 'Decommission this resource' })
    .click();
  await expect(page.getByRole('list', { name: 'Deleted' })).toBeVisible();
  const open = page.getByRole('button', {
    name: `Open merge request to decommission ${RESOURCE}`,
  });
  await page.getByLabel(/^Reason/).fill('The timetable is elsewhere now.');
  await page.getByLabel(`Type ${RESOURCE} to confirm`).fill(RESOURCE);
  // The name alone is not enough where data is lost.
  await expect(open).toBeDisabled();
  const stores = page.getByLabel(/^Type "destroy the data" to confirm/);
  await expect(stores).toHaveCount(2);
  for (const store of await stores.all()) {
    await store.fill('destroy the data');
  }
  await expectAccessible(page);
  await open.click();

  await expect(page).toHaveURL(/\/changes\/[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: 'Approve as owner' }).click();
  await expect(page.getByText('1 of 2 given')).toBeVisible();
  const destroys = page.getByRole('link', { name: /^!\d+ Decommission/ });
  const mergeRequest = (await destroys.first().getAttribute('href'))!;
  await approveInGitLab(page, mergeRequest);

  const empties = page.getByRole('link', {
    name: /^!\d+ Remove the empty folder/,
  });
  await expect(empties.first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await approveInGitLab(page, (await empties.first().getAttribute('href'))!);
  await expect(
    page.getByText(`${RESOURCE} is decommissioned`).first(),
  ).toBeVisible({ timeout: 40_000 });
  await page.goto(`/catalog/default/resource/${RESOURCE}`);
  // An old link to it leads to what became of it.
  await expect(
    page.getByText('This resource was decommissioned'),
  ).toBeVisible();
  await expect(page.getByRole('table', { name: 'What is gone' })).toContainText(
    'Atlantis has destroyed it',
  );
  await expectAccessible(page);
});
