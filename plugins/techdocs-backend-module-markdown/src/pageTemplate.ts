import type { MarkdownSite, NavEntry } from './MarkdownSite';
import { addressOf, type Heading, relativeLink } from './renderMarkdown';
import { stylesheetPath } from './stylesheet';

/** What a page's frame needs to know of the page. */
export interface PageFrame {
  page: string;
  title: string;
  html: string;
  headings: Heading[];
  /** Title of every page of the site. */
  titles: Map<string, string>;
}

/**
 * The frame around a page, in the markup of the Material theme that the portal's TechDocs reader knows: main, primary
 * sidebar with the navigation, secondary sidebar with the table of contents, content.
 */
export function pageTemplate(site: MarkdownSite, frame: PageFrame): string {
  const { page, title, html, headings } = frame;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(title)} - ${escape(site.name)}</title>
<link rel="stylesheet" href="${relativeLink(page, stylesheetPath)}">
</head>
<body>
<div class="md-container">
<main class="md-main">
<div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary"><div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
<nav class="md-nav md-nav--primary" aria-label="Documentation">
<label class="md-nav__title">${escape(site.name)}</label>
${navList(site.nav, frame)}
</nav>
</div></div></div>
<div class="md-sidebar md-sidebar--secondary"><div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
${tableOfContents(headings)}
</div></div></div>
<div class="md-content"><article class="md-content__inner md-typeset">
${html}
</article></div>
</div>
</main>
</div>
</body>
</html>
`;
}

function navList(entries: NavEntry[], frame: PageFrame): string {
  const items = entries.map(entry => {
    if ('children' in entry) {
      return `<li class="md-nav__item md-nav__item--section"><span class="md-nav__link">${escape(
        entry.title,
      )}</span>${navList(entry.children, frame)}</li>`;
    }
    const active = entry.page === frame.page;
    const title = entry.title ?? frame.titles.get(entry.page) ?? entry.page;
    return `<li class="md-nav__item${
      active ? ' md-nav__item--active' : ''
    }"><a class="md-nav__link${
      active ? ' md-nav__link--active' : ''
    }" href="${relativeLink(frame.page, addressOf(entry.page) || './')}"${
      active ? ' aria-current="page"' : ''
    }>${escape(title)}</a></li>`;
  });
  return `<ul class="md-nav__list">${items.join('\n')}</ul>`;
}

function tableOfContents(headings: Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length === 0) {
    return '';
  }
  const items = shown.map(
    ({ id, title, level }) =>
      `<li class="md-nav__item md-nav__item--level-${level}"><a class="md-nav__link" href="#${encodeURI(
        id,
      )}">${escape(title)}</a></li>`,
  );
  return `<nav class="md-nav md-nav--secondary" aria-label="On this page"><label class="md-nav__title">On this page</label><ul class="md-nav__list">${items.join(
    '',
  )}</ul></nav>`;
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
