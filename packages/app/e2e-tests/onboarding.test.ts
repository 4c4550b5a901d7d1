import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

/**
 * Has the portal look at GitLab and Argo CD now: by itself it does so every few minutes.
 *
 * @param page - of a platform engineer
 */
async function lookNow(page: Page) {
  const request = page.waitForRequest(/\/api\/onboarding\/mine$/);
  await page.goto('/onboarding');
  const { authorization } = await (await request).allHeaders();
  const answer = await page.request.post(
    '/api/onboarding/.backstage/scheduler/v1/tasks/onboarding-observe/trigger',
    { headers: { authorization } },
  );
  // 409: it is looking at this moment.
  expect([200, 409]).toContain(answer.status());
}

test('somebody is invited, sees what to do first, and their first change is measured', async ({
  page,
  browser,
}) => {
  await signIn(page, 'Ingrid Dahl');
  await page.goto('/onboarding');
  await page.getByRole('link', { name: 'Invite an engineer' }).click();
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue(
    'Crew',
  );
  await page.getByLabel(/^Name/).fill('Mika Berg');
  await page.getByLabel(/^Work e-mail/).fill('mika.berg@aerq.example');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Check and preview' }).click();
  await expect(page.getByText('All is ready.')).toBeVisible();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  const invitation = page.url();
  await expect(page.getByRole('region', { name: 'Next steps' })).toBeVisible();

  // The newcomer, at a browser of their own.
  const context = await browser.newContext();
  const theirs = await context.newPage();
  await signIn(theirs, 'Mika Berg');
  const card = theirs.getByRole('region', { name: 'Your first days' });
  await expect(card).toContainText('Make your first change');
  await expectAccessible(theirs);
  await card.getByRole('link', { name: 'See all steps' }).click();
  // The input lies below what is drawn; keys reach it as they reach everybody.
  await theirs
    .getByRole('checkbox', { name: /Meet your buddy/ })
    .press('Space');
  await expect(theirs.getByText('1 of 6 done')).toBeVisible();
  await expectAccessible(theirs);

  await theirs.getByRole('link', { name: 'Create a service' }).click();
  await theirs.getByLabel(/^Name/).fill('mikas-first-api');
  await theirs
    .getByLabel(/^Purpose/)
    .fill('Shows that a first change is measured.');
  await theirs.getByRole('button', { name: 'Check and preview' }).click();
  await expect(theirs.getByText('All is ready.')).toBeVisible();
  await theirs.getByRole('button', { name: 'Create service' }).click();
  await expect(theirs).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  const platform = await (await browser.newContext()).newPage();
  await signIn(platform, 'Priya Nair');
  await expect(async () => {
    await lookNow(platform);
    await theirs.goto('/onboarding');
    const steps = theirs.getByRole('list', { name: 'Steps' });
    await expect(steps.getByText('Commit in crew/mikas-first-api')).toBeVisible(
      { timeout: 3_000 },
    );
  }).toPass({ timeout: 45_000 });
  await platform.context().close();
  await context.close();

  // Whoever works can't be undone by mistake.
  await page.goto(invitation);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /^Undo 2 resources/ }).click();
  await expect(page.getByRole('alert')).toContainText(
    /mika\.berg works here by now \(.*1 run in the portal/,
  );

  await page.goto('/onboarding');
  await expect(
    page.getByRole('region', { name: 'People' }).getByText('Mika Berg'),
  ).toBeVisible();
  await expectAccessible(page);
});
