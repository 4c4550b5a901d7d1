// Documentation: every link and anchor leads somewhere, and the navigation has every page.
import MarkdownIt from 'markdown-it';
import assert from 'node:assert/strict';
import {
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../lib/toolchain.mjs';

const markdown = new MarkdownIt();

const pages = [
  'docs/**/*.md',
  '*.md',
  '{templates,templates/pipelines}/README.md',
  '{helm,infrastructure,packages,plugins}/**/README.md',
].flatMap(pattern =>
  globSync(pattern, {
    cwd: root,
    exclude: path => /(^|\/)(node_modules|dist|\.terraform)$/.test(path),
  }),
);

const tokensOf = file =>
  markdown
    .parse(readFileSync(file, 'utf8'), {})
    .flatMap(token => [token, ...(token.children ?? [])]);

/** Ids of headings, as TechDocs and GitLab make them; both spell hyphens differently where signs stand alone. */
function anchorsOf(file) {
  const tokens = tokensOf(file);
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') {
      return [];
    }
    const words = tokens[index + 1].children
      .map(({ content }) => content)
      .join('')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim();
    return [words.replaceAll(/\s+/g, '-'), words.replaceAll(/\s/g, '-')];
  });
}

/** Links of a page to files and headings that are not there. */
function deadLinks(file) {
  return tokensOf(file)
    .flatMap(token => [token.attrGet?.('href'), token.attrGet?.('src')])
    .filter(link => link && !/^([a-z][a-z0-9+.-]*:|\/)/i.test(link))
    .filter(link => {
      const [path, anchor] = decodeURI(link).split('#');
      const target = path ? resolve(dirname(file), path) : file;
      return (
        !existsSync(target) ||
        (anchor &&
          statSync(target).isFile() &&
          !anchorsOf(target).includes(anchor))
      );
    })
    .map(link => `${relative(root, file)}: ${link}`);
}

/** Paths of all pages that a navigation names. */
function navigated(nav) {
  return nav.flatMap(entry => {
    const [target] = Object.values(entry);
    return Array.isArray(target) ? navigated(target) : [target];
  });
}

describe('documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-docs-'));
  after(() => rmSync(folder, { recursive: true }));

  it('has no link that leads nowhere', () => {
    assert.ok(pages.length > 60, `${pages.length} pages`);
    assert.deepEqual(
      pages.flatMap(page => deadLinks(join(root, page))),
      [],
    );
  });

  it('a link to a missing page and one to a missing heading are found', () => {
    writeFileSync(join(folder, 'there.md'), '# A title\n\n## What `it` does\n');
    const page = join(folder, 'page.md');
    writeFileSync(
      page,
      '[1](there.md) [2](there.md#what-it-does) [3](gone.md) [4](there.md#gone) [5](#gone) [6](https://example.com/gone)\n',
    );
    assert.deepEqual(
      deadLinks(page).map(fault => fault.split(': ')[1]),
      ['gone.md', 'there.md#gone', '#gone'],
    );
  });

  it('has every page in its navigation, once', () => {
    const { nav } = parse(readFileSync(join(root, 'mkdocs.yml'), 'utf8'));
    assert.deepEqual(
      navigated(nav).sort(),
      globSync('**/*.md', { cwd: join(root, 'docs') }).sort(),
    );
  });

  it('leads from its entrance to every how-to, runbook and decision', () => {
    const index = readFileSync(join(root, 'docs/index.md'), 'utf8');
    const missing = globSync('{how-to,runbooks,adr,for}/*.md', {
      cwd: join(root, 'docs'),
    }).filter(page => !index.includes(`](${page})`));
    assert.deepEqual(missing, []);
  });
});
