import { expect, type Page, test } from '@playwright/test';
import { expectReady, startRun } from './createService';
import { expectAccessible } from './expectAccessible';
import { signIn } from './signIn';

const NAME = 'retired-api';
const SERVICE = `/catalog/default/component/${NAME}`;
const ASK = `/changes/new?kind=decommission&entityRef=component:default/${NAME}`;

/** Does something as another person, in a browser of their own. */
async function asPerson<T>(
  page: Page,
  person: string,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await page.context().browser()!.newContext();
  try {
    const theirs = await context.newPage();
    await signIn(theirs, person);
    return await work(theirs);
  } finally {
    await context.close();
  }
}

test('taking a service down needs its team and the platform, and nobody else can ask for it or approve it', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await startRun(page, NAME);
  await expectReady(page, NAME);
  const run = page.url();

  // Who doesn't own it reads why not and whom to ask.
  for (const [person, whom] of [
    ['Maren Olsen', /ask that team or the platform team/],
    ['Noor Haddad', /members of the team flight-ops.*Ask somebody/],
  ] as const) {
    await asPerson(page, person, async theirs => {
      await theirs.goto(ASK);
      await expect(
        theirs.getByText('You may not decommission this service'),
      ).toBeVisible();
      await expect(theirs.getByText(whom)).toBeVisible();
      await expect(
        theirs.getByRole('button', { name: /^Open merge request/ }),
      ).toHaveCount(0);
      await expectAccessible(theirs);
    });
  }

  await page.goto(SERVICE);
  await page.getByRole('button', { name: /more/i }).click();
  await page
    .getByRole('menuitem', { name: 'Decommission this service' })
    .click();
  await expect(page.getByRole('list', { name: 'Deleted' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Archived' })).toBeVisible();
  await expectAccessible(page);
  const open = page.getByRole('button', {
    name: `Open merge request to decommission ${NAME}`,
  });
  await expect(open).toBeDisabled();
  await page.getByLabel(/^Reason/).fill('Replaced by the new check-in.');
  await page.getByLabel(`Type ${NAME} to confirm`).fill(NAME);
  await open.click();

  await expect(page).toHaveURL(/\/changes\/[0-9a-f-]{36}$/);
  const change = page.url();
  await expect(page.getByText('Awaiting approval').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Approve as owner' }).click();
  await expect(page.getByText('1 of 2 given')).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Approve as platform' }),
  ).toHaveCount(0);
  await page.goto(SERVICE);
  await expect(page.getByText('Decommission: Awaiting approval')).toBeVisible();

  // A developer of another team can't approve it.
  await asPerson(page, 'Noor Haddad', async theirs => {
    await theirs.goto(change);
    await expect(
      theirs.getByText(/comes from somebody else: A platform engineer/),
    ).toBeVisible();
    await expect(theirs.getByRole('button', { name: /^Approve/ })).toHaveCount(
      0,
    );
  });

  // A platform engineer finds it on the home page.
  await asPerson(page, 'Priya Nair', async theirs => {
    await theirs
      .getByRole('region', { name: 'Needs your approval' })
      .getByRole('link', { name: `Decommission ${NAME}` })
      .click();
    await expect(
      theirs.getByRole('button', { name: 'Approve as platform' }),
    ).toBeVisible();
    // GitLab demands an approval too, and the one given there counts here.
    const mergeRequest = await theirs
      .getByRole('link', { name: /^!\d+ Decommission/ })
      .first()
      .getAttribute('href');
    await theirs.goto(mergeRequest!);
    await theirs.getByLabel('Approve as').selectOption('Priya Nair');
    await theirs.getByRole('button', { name: 'Approve' }).click();
    await expect(theirs.getByText(/1 of 1 approvals/)).toBeVisible();
    await theirs.goto(change);
    await expect(
      theirs.getByText(`${NAME} is decommissioned`).first(),
    ).toBeVisible({ timeout: 90_000 });
    await expectAccessible(theirs);
    await theirs.goto('/reconciliation');
    await expect(
      theirs.getByRole('heading', { name: 'Ledger and upstreams' }),
    ).toBeVisible();
    await expectAccessible(theirs);
  });

  // Data was not ticked, so it is still there; the service is not.
  await page.goto(change);
  await expect(
    page
      .getByRole('row', { name: /^Secrets of the service/ })
      .filter({ hasText: `flight-ops/${NAME}/dev` }),
  ).toContainText('Kept');

  // Whoever follows an old link to the service reads what became of it.
  await page.goto(SERVICE);
  await expect(page.getByText('This service was decommissioned')).toBeVisible();
  await expect(page.getByRole('table', { name: 'What is left' })).toContainText(
    'Archived: readable',
  );
  await expectAccessible(page);
  await page.getByRole('link', { name: 'See its decommission' }).click();
  await expect(page).toHaveURL(change);
  await page.goto('/catalog/default/component/never-was');
  await expect(
    page.getByRole('heading', { name: /There is no component never-was/ }),
  ).toBeVisible();
  await expectAccessible(page);

  // The run of the service leads to the change instead of offering undo.
  await page.goto(run);
  await page.getByRole('link', { name: 'See its decommission' }).click();
  await expect(page).toHaveURL(change);
});
