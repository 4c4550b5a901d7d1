import { expect, test } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

test('a platform engineer finds the namespaces that deny nothing, and what to do about one', async ({
  page,
}) => {
  await signIn(page, 'Priya Nair');
  await page.getByRole('link', { name: 'Clusters', exact: true }).click();
  const table = page.getByRole('table', { name: 'Namespaces' });
  await expect(table.getByRole('link', { name: 'scratch' })).toBeVisible();
  await expect(page.getByText('lack something')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: /^Default deny \(\d+\)/ }).click();
  await expect(page).toHaveURL(/\?missing=defaultDeny$/);
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(
    table.getByRole('row').filter({ hasText: 'baggage-tracking' }),
  ).toContainText('ground');
  await expectAccessible(page);

  await table.getByRole('link', { name: 'baggage-tracking' }).click();
  const missing = page.getByRole('article', { name: 'Default deny' });
  await expect(missing).toContainText('Any pod may be called from everywhere');
  await expect(missing).toContainText('Why it matters.');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'How to mend a namespace' }).click();
  await expect(
    page.getByRole('heading', { name: 'See how namespaces are isolated' }),
  ).toBeVisible({ timeout: 60_000 });
});

test('a quota that is nearly used up is seen at once, in the same view for everybody', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await page.goto('/clusters?sort=quota&team=booking');
  const table = page.getByRole('table', { name: 'Namespaces' });
  const first = table.getByRole('row').nth(1);
  await expect(first).toContainText('fares-loadtest');
  await expect(first.getByRole('meter')).toHaveAttribute(
    'aria-valuetext',
    /^7680Mi of 8Gi, 93 %$/,
  );
});
