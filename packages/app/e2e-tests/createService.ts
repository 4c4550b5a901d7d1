import { expect, type Page } from '@playwright/test';

/** Fills in the form of an API service for the team of who is signed in. */
export async function fillDetails(page: Page, name: string) {
  await page.goto('/create');
  await page.getByRole('link', { name: 'API service', exact: true }).click();
  // The person's own team is filled in as soon as it is known.
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue(
    'Flight operations',
  );
  await page.getByLabel(/^Name/).fill(name);
  await page
    .getByLabel(/^Purpose/)
    .fill('Shows that a service can be made and taken back.');
}

/** Goes on to the checks and the preview. */
export const review = (page: Page) =>
  page.getByRole('button', { name: 'Check and preview' }).click();

/** Goes through the checks and starts the run; ends on its page. */
export async function startRun(page: Page, name: string) {
  await fillDetails(page, name);
  await review(page);
  await expect(page.getByText('All is ready.')).toBeVisible();
  await page.getByRole('button', { name: 'Create service' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
}

/** Waits until the run on the page has ended well. */
export async function expectReady(page: Page, name: string) {
  await expect(page.getByRole('region', { name: 'Next steps' })).toContainText(
    `${name} is ready`,
    { timeout: 90_000 },
  );
}
