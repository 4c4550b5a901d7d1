import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails when the page as it is now violates WCAG 2.1 A or AA. */
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    // React Aria's passing announcements point at their button, which may be gone before they are.
    .exclude('[data-live-announcer]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => [page.url(), id, nodes[0]?.html]),
  ).toEqual([]);
}
