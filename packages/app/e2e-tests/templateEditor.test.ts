import { expect, test, type Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signIn } from './signIn';

const folder = join(__dirname, '../../../templates/api-service');

/** The template's folder, without what only its tests need. */
const files = ['template.yaml', 'skeleton', 'gitops'].flatMap(part =>
  part.endsWith('.yaml')
    ? [part]
    : readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
        .filter(file => !/node_modules|\/dist\//.test(file))
        .map(file => file.slice(folder.length + 1)),
);

/** A browser under test shows no dialog of the system: a real folder, in the page's own file system, is chosen instead. */
const pickFolder = (page: Page) =>
  page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle(
          'api-service',
        ),
    });
  });

/** Puts the template into that folder. */
async function writeFolder(page: Page) {
  const content = files.map(path => [
    path,
    readFileSync(join(folder, path), 'utf8'),
  ]);
  await page.evaluate(async entries => {
    const root = await navigator.storage.getDirectory();
    const chosen = await root.getDirectoryHandle('api-service', {
      create: true,
    });
    for (const [path, text] of entries) {
      const parts = path.split('/');
      const name = parts.pop()!;
      let parent = chosen;
      for (const part of parts) {
        parent = await parent.getDirectoryHandle(part, { create: true });
      }
      const file = await parent.getFileHandle(name, { create: true });
      const stream = await file.createWritable();
      await stream.write(text);
      await stream.close();
    }
  }, content);
}

test('a platform engineer opens a template, runs it dry, and sees what it would make', async ({
  page,
}) => {
  await pickFolder(page);
  await signIn(page, 'Priya Nair');
  await page.goto('/create');
  await page.getByRole('button', { name: 'Template tools' }).click();
  await page.getByRole('menuitem', { name: 'Template editor' }).click();
  await writeFolder(page);
  await page.getByText('Load Template Directory').click();

  await page.getByText('template.yaml', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('draft-api');
  await page.getByRole('textbox', { name: 'Team' }).fill('Flight operations');
  await page.getByRole('option', { name: /Flight operations/ }).click();
  await page
    .getByRole('textbox', { name: 'Purpose' })
    .fill('Shows what a draft would make.');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).last().click();

  await expect(
    page.getByText(/create flight-ops\/draft-api - Git repository/),
  ).toBeVisible();
  await expect(page.getByText('flight-ops', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Log' }).click();
  // The log shows its end, and only the lines that there is room for.
  await expect(
    page.getByText(/Would run runway:repository:publish; a dry run makes/),
  ).toBeVisible();

  // Nothing was made.
  await page.goto('/runs');
  await expect(page.getByText('draft-api')).toHaveCount(0);
});

test('a developer sees no template tools, and may not open the editor', async ({
  page,
}) => {
  await signIn(page, 'Amelia Reyes');
  await page.goto('/create');
  await expect(page.getByRole('link', { name: /API service/ })).not.toHaveCount(
    0,
  );
  await expect(
    page.getByRole('button', { name: 'Template tools' }),
  ).toHaveCount(0);
  await page.goto('/create/edit');
  await expect(
    page.getByRole('heading', { name: 'There is nothing here' }),
  ).toBeVisible();
  await expect(page.getByText('Load Template Directory')).toHaveCount(0);
});
