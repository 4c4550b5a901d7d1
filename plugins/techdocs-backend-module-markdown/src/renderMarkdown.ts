// The thirty-odd common languages: all two hundred would be read at each start.
import hljs from 'highlight.js/lib/common';
import MarkdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';
import { posix } from 'node:path';
import { isIndex } from './MarkdownSite';

/** A heading of a page, for its table of contents and the search index. */
export interface Heading {
  level: number;
  id: string;
  title: string;
}

export interface RenderedPage {
  html: string;
  /** First heading of level one, when there is one. */
  title?: string;
  headings: Heading[];
  /** Text without markup, by the heading above it; the first part has no heading. */
  sections: Array<{ heading?: Heading; text: string }>;
}

/** Address of a page's folder relative to the site's root: `a/b.md` -> `a/b/`, `a/index.md` -> `a/`. */
export function addressOf(page: string): string {
  const folder = posix.dirname(page) === '.' ? '' : `${posix.dirname(page)}/`;
  return isIndex(page) ? folder : `${folder}${posix.basename(page, '.md')}/`;
}

/** Link from one page to another place of the site. */
export function relativeLink(fromPage: string, address: string): string {
  const link = posix.relative(`/${addressOf(fromPage)}`, `/${address}`);
  return (link === '' ? '.' : link) + (address.endsWith('/') ? '/' : '');
}

/** Renders a page. Raw HTML stays: the portal's reader sanitizes every page before it shows it. */
export function renderMarkdown(page: string, source: string): RenderedPage {
  const headings: Heading[] = [];
  const markdown = new MarkdownIt({
    html: true,
    linkify: true,
    highlight: (code, language) =>
      language && hljs.getLanguage(language)
        ? hljs.highlight(code, { language }).value
        : '',
  }).use(anchor, {
    slugify: slug,
    permalink: anchor.permalink.linkInsideHeader({
      class: 'headerlink',
      symbol: '¶',
      placement: 'after',
    }),
    callback: (token, { slug: id, title }) =>
      headings.push({ level: Number(token.tag.slice(1)), id, title }),
  });
  const tokens = markdown.parse(withoutFrontMatter(source), {});
  rewriteLinks(page, tokens);
  return {
    html: markdown.renderer.render(tokens, markdown.options, {}),
    title: headings.find(({ level }) => level === 1)?.title,
    headings,
    sections: sectionsOf(tokens, headings),
  };
}

type Tokens = ReturnType<MarkdownIt['parse']>;

/** Pages become folders, so links between Markdown files and to assets move with them. */
function rewriteLinks(page: string, tokens: Tokens) {
  for (const token of tokens.flatMap(t => [t, ...(t.children ?? [])])) {
    for (const attribute of ['href', 'src']) {
      const target = token.attrGet(attribute);
      if (target && !/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(target)) {
        token.attrSet(attribute, movedTarget(page, target));
      }
    }
  }
}

function movedTarget(page: string, target: string): string {
  const [, path, suffix] = /^([^?#]*)(.*)$/.exec(target)!;
  const resolved = posix.join(posix.dirname(page), decodeURI(path));
  const address = resolved.endsWith('.md') ? addressOf(resolved) : resolved;
  return encodeURI(relativeLink(page, address)) + suffix;
}

function sectionsOf(tokens: Tokens, headings: Heading[]) {
  const sections: RenderedPage['sections'] = [{ text: '' }];
  let next = 0;
  let inHeading = false;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      inHeading = true;
      sections.push({ heading: headings[next++], text: '' });
    } else if (token.type === 'heading_close') {
      inHeading = false;
    } else if (!inHeading && ['inline', 'fence'].includes(token.type)) {
      const words = token.children
        ? token.children.map(child => child.content).join('')
        : token.content;
      sections.at(-1)!.text += `${words} `;
    }
  }
  return sections.filter(({ heading, text }) => heading || text.trim());
}

function slug(title: string) {
  return title
    .toLocaleLowerCase('en-US')
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-');
}

function withoutFrontMatter(source: string) {
  return source.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
}
