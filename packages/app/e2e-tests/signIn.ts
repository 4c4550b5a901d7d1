import { expect, type Page } from '@playwright/test';

/** Signs in at the sandbox's OpenID provider, as a person of the sample organisation. */
export async function signIn(page: Page, person: string) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in with AERQ' }).click();
  await page.getByRole('button', { name: new RegExp(person) }).click();
  await expect(
    page.getByRole('heading', {
      level: 1,
      name: new RegExp(person.split(' ')[0]),
    }),
  ).toBeVisible();
}
