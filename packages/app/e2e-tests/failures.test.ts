import { expect, type Page, test } from '@playwright/test';
import { expectReady, fillDetails, review } from './createService';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

const sandbox = `http://localhost:${
  Number(process.env.RUNWAY_E2E_PORT ?? 17007) + 1
}`;

/** Makes an upstream of the sandbox refuse what matches. */
async function breakUpstream(
  page: Page,
  rule: { system: string; method?: string; path: string },
) {
  const response = await page.request.post(`${sandbox}/sandbox/faults`, {
    data: { ...rule, fault: { kind: 'status', status: 403 } },
  });
  expect(response.status()).toBe(201);
}

const mendUpstreams = (page: Page) =>
  page.request.delete(`${sandbox}/sandbox/faults`);

test.afterEach(({ page }) => mendUpstreams(page));

test('a run that fails says why, and Retry brings it to the end', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await fillDetails(page, 'retried-api');
  await review(page);
  await expect(page.getByText('All is ready.')).toBeVisible();
  await breakUpstream(page, { system: 'vault', path: '/v1/sys/policies/**' });
  await page.getByRole('button', { name: 'Create service' }).click();

  const retry = page.getByRole('button', { name: /^Retry from/ });
  await expect(retry).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText('What to do')).toBeVisible();
  await expect(page.getByText(/\(Vault\)/)).toBeVisible();
  await expectAccessible(page);

  await mendUpstreams(page);
  await retry.click();
  await expectReady(page, 'retried-api');
  await page.getByRole('link', { name: 'See it in the catalog' }).click();
  await expect(page.getByText('Healthy').first()).toBeVisible();
});

test('a run that fails is undone without a trace, and its name is free again', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await fillDetails(page, 'undone-api');
  await review(page);
  await expect(page.getByText('All is ready.')).toBeVisible();
  await breakUpstream(page, { system: 'vault', path: '/v1/sys/policies/**' });
  await page.getByRole('button', { name: 'Create service' }).click();
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await expect(page.getByText('What to do')).toBeVisible({ timeout: 60_000 });

  await mendUpstreams(page);
  await undo.click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Undo \d+ resources?$/ })
    .click();
  await expect(page.getByText('undone-api was taken back')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('The name is free again.')).toBeVisible();
  await expectAccessible(page);

  // What was there before the run is not in the way of the next one.
  await fillDetails(page, 'undone-api');
  await review(page);
  await expect(page.getByText('All is ready.')).toBeVisible();
});
