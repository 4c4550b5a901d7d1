import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

/** Opens the log of the service's one pod in `dev`. */
async function openLog(page: Page, service: string) {
  await page.goto(`/catalog/default/component/${service}`);
  await page.getByRole('link', { name: 'Kubernetes' }).click();
  await page.getByRole('button', { name: /^dev Cluster/ }).click();
  await page
    .getByRole('button', { name: new RegExp(`^${service} Deployment`) })
    .first()
    // A click might meet one of the buttons within.
    .press('Enter');
  await page
    .getByRole('button', { name: new RegExp(`^${service}-[^ ]*$`) })
    .click();
  await expect(page.getByText('Status: Running')).toBeVisible();
  await page.getByRole('button', { name: /logs/i }).click();
}

test('an engineer reads the log of a pod of their service', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await openLog(page, 'check-in-api');
  // The viewer shows the end of the log; what stands there depends on how long the pod runs.
  await expect(
    page.getByText(/"msg":"(listening|request completed)"/).first(),
  ).toBeVisible();
});

test('who does not own a service sees what runs, and whom to ask for its log', async ({
  page,
}) => {
  await signIn(page, 'Noor Haddad');
  await page.goto('/catalog/default/component/check-in-api/kubernetes');
  await expect(
    page.getByRole('button', { name: /^production Cluster/ }),
  ).toContainText('No pods with errors');
  await expectAccessible(page);
  await openLog(page, 'check-in-api');
  await expect(
    page.getByText('Logs of check-in-api are for the team that owns it'),
  ).toBeVisible();
});
