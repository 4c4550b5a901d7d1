import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { titleOfName, type MarkdownSite } from './MarkdownSite';
import { pageTemplate } from './pageTemplate';
import { addressOf, type RenderedPage, renderMarkdown } from './renderMarkdown';
import { stylesheet, stylesheetPath } from './stylesheet';

/** An entry of MkDocs' search index, which the portal's search reads. */
interface SearchDocument {
  location: string;
  title: string;
  text: string;
}

/**
 * Writes the site as MkDocs would: a folder a page, its assets, the search index and the metadata.
 * @param etag - version of the sources, kept in the metadata
 */
export async function generateSite(
  site: MarkdownSite,
  outputDir: string,
  etag?: string,
): Promise<void> {
  const rendered = new Map<string, RenderedPage>();
  for (const page of site.pages) {
    const source = await readFile(join(site.docsDir, page), 'utf8');
    rendered.set(page, renderMarkdown(page, source));
  }
  const titles = new Map(
    [...rendered].map(([page, { title }]) => [
      page,
      title ??
        (addressOf(page) === ''
          ? 'Home'
          : titleOfName(page.split('/').at(-1)!)),
    ]),
  );
  const files = new Map<string, string>();
  for (const [page, { html, headings }] of rendered) {
    files.set(
      `${addressOf(page)}index.html`,
      pageTemplate(site, {
        page,
        title: titles.get(page)!,
        html,
        headings,
        titles,
      }),
    );
  }
  files.set(stylesheetPath, stylesheet);
  files.set('search/search_index.json', searchIndex(rendered, titles));
  files.set(
    'techdocs_metadata.json',
    JSON.stringify({
      site_name: site.name,
      site_description: site.description ?? '',
      etag,
      build_timestamp: Date.now(),
      files: [...files.keys(), ...site.assets],
    }),
  );

  for (const [path, content] of files) {
    await mkdir(dirname(join(outputDir, path)), { recursive: true });
    await writeFile(join(outputDir, path), content);
  }
  for (const asset of site.assets) {
    await mkdir(dirname(join(outputDir, asset)), { recursive: true });
    await copyFile(join(site.docsDir, asset), join(outputDir, asset));
  }
}

function searchIndex(
  rendered: Map<string, RenderedPage>,
  titles: Map<string, string>,
): string {
  const docs = [...rendered].flatMap(
    ([page, { sections }]): SearchDocument[] => [
      {
        location: addressOf(page),
        title: titles.get(page)!,
        text: sections.map(({ text }) => text.trim()).join(' '),
      },
      ...sections
        .filter(({ heading }) => heading && heading.level > 1)
        .map(({ heading, text }) => ({
          location: `${addressOf(page)}#${heading!.id}`,
          title: heading!.title,
          text: text.trim(),
        })),
    ],
  );
  return JSON.stringify({
    config: {
      lang: ['en'],
      separator: '[\\s\\-]+',
      pipeline: ['stopWordFilter'],
    },
    docs,
  });
}
