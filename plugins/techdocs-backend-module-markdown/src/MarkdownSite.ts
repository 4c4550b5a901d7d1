import { InputError } from '@backstage/errors';
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { parseDocument } from 'yaml';

/** An entry of the navigation: a page, or a section with entries. */
export type NavEntry =
  | { title?: string; page: string }
  | { title: string; children: NavEntry[] };

/** The parts of an `mkdocs.yml` that matter here, and the files of its docs folder. */
export interface MarkdownSite {
  name: string;
  description?: string;
  docsDir: string;
  nav: NavEntry[];
  /** Markdown files, relative to the docs folder, with `/`. */
  pages: string[];
  /** Every other file. */
  assets: string[];
}

/**
 * Reads a documentation site in MkDocs' layout.
 * @throws InputError when there is no docs folder or no page
 */
export async function readMarkdownSite(
  inputDir: string,
  fallbackName: string,
): Promise<MarkdownSite> {
  const settings = await readSettings(inputDir);
  const docsDir = resolveSafeChildPath(
    inputDir,
    typeof settings.docs_dir === 'string' ? settings.docs_dir : 'docs',
  );
  const files = await filesBelow(docsDir);
  const pages = files.filter(file => file.endsWith('.md'));
  if (pages.length === 0) {
    throw new InputError('The docs folder has no Markdown file.');
  }
  return {
    name: text(settings.site_name) ?? fallbackName,
    description: text(settings.site_description),
    docsDir,
    nav: Array.isArray(settings.nav)
      ? readNav(settings.nav, pages)
      : navOfFiles(pages),
    pages,
    assets: files.filter(file => !file.endsWith('.md')),
  };
}

async function readSettings(inputDir: string): Promise<Record<string, any>> {
  for (const name of ['mkdocs.yml', 'mkdocs.yaml']) {
    const file = await readFile(
      resolveSafeChildPath(inputDir, name),
      'utf8',
    ).catch(() => undefined);
    if (file !== undefined) {
      // MkDocs settings may have tags of Python objects; they concern plugins that don't run here.
      const document = parseDocument(file, { logLevel: 'silent' });
      if (document.errors.length > 0) {
        throw new InputError(`${name}: ${document.errors[0].message}`);
      }
      return document.toJS() ?? {};
    }
  }
  return {};
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => {
    throw new InputError('There is no docs folder.');
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry =>
      posix.relative(
        directory.replaceAll('\\', '/'),
        posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name),
      ),
    )
    .sort();
}

function readNav(nav: unknown[], pages: string[]): NavEntry[] {
  return nav.flatMap((entry): NavEntry[] => {
    if (typeof entry === 'string') {
      return pages.includes(entry) ? [{ page: entry }] : [];
    }
    const [[title, target]] = Object.entries(entry as object);
    if (typeof target === 'string') {
      return pages.includes(target) ? [{ title, page: target }] : [];
    }
    return Array.isArray(target)
      ? [{ title, children: readNav(target, pages) }]
      : [];
  });
}

/** Without a `nav` the folders are the sections, and each index comes first. */
function navOfFiles(pages: string[]): NavEntry[] {
  const level = (prefix: string): NavEntry[] => {
    const below = pages.filter(page => page.startsWith(prefix));
    const own = below.filter(page => !page.slice(prefix.length).includes('/'));
    const folders = new Set(
      below
        .map(page => page.slice(prefix.length).split('/'))
        .filter(parts => parts.length > 1)
        .map(([folder]) => folder),
    );
    return [
      ...own
        .sort((a, b) => Number(isIndex(b)) - Number(isIndex(a)))
        .map(page => ({ page })),
      ...[...folders].map(folder => ({
        title: titleOfName(folder),
        children: level(`${prefix}${folder}/`),
      })),
    ];
  };
  return level('');
}

export const isIndex = (page: string) =>
  ['index.md', 'README.md'].includes(posix.basename(page));

/** "run-it-locally" -> "Run it locally". */
export function titleOfName(name: string) {
  const words = name.replace(/\.md$/, '').replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase('en-US') + words.slice(1);
}

const text = (value: unknown) =>
  typeof value === 'string' ? value : undefined;
