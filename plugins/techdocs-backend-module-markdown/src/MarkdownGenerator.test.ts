import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { readFile } from 'node:fs/promises';
import { MarkdownGenerator } from './MarkdownGenerator';

const directory = createMockDirectory();

const generator = () =>
  new MarkdownGenerator({
    logger: mockServices.logger.mock(),
    config: mockServices.rootConfig(),
    scmIntegrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
    findMkDocs: async () => false,
  });

async function generate(files: Record<string, string>) {
  directory.setContent({ input: files });
  await generator().run({
    inputDir: directory.resolve('input'),
    outputDir: directory.resolve('output'),
    etag: 'abc123',
    siteOptions: { name: 'check-in-api' },
    logger: mockServices.logger.mock() as any,
  });
  return (path: string) => readFile(directory.resolve('output', path), 'utf8');
}

describe('MarkdownGenerator without MkDocs', () => {
  it('writes a page a folder with navigation, contents and moved links', async () => {
    const read = await generate({
      'mkdocs.yml':
        'site_name: Check-in\nnav:\n  - Home: index.md\n  - Operate:\n      - Runbook: operate/runbook.md\nplugins: [techdocs-core]\n',
      'docs/index.md':
        '# Check-in\n\nSee the [runbook](operate/runbook.md#restart) and ![plan](plan.png).\n\n## Why\n\n| a | b |\n| - | - |\n| 1 | 2 |\n',
      'docs/operate/runbook.md':
        '# Runbook\n\n## Restart\n\n```ts\nconst a = 1;\n```\n\n[Home](../index.md)\n',
      'docs/plan.png': 'png',
    });
    const home = await read('index.html');
    expect(home).toContain('href="operate/runbook/#restart"');
    expect(home).toContain('src="plan.png"');
    expect(home).toContain('<td>1</td>');
    expect(home).toContain('aria-current="page">Home</a>');
    expect(home).toContain('href="#why"');
    const runbook = await read('operate/runbook/index.html');
    expect(runbook).toContain('href="../../"');
    expect(runbook).toContain('hljs-keyword');
    const [, stylesheet] =
      /href="..\/..\/(assets\/stylesheets\/main\.[0-9a-f]{8}\.min\.css)"/.exec(
        runbook,
      )!;
    expect(await read('plan.png')).toBe('png');
    expect(await read(stylesheet)).toContain('.md-nav');
  });

  it('makes the navigation from the files when none is given', async () => {
    const read = await generate({
      'docs/zeta.md': '# Zeta page\n',
      'docs/index.md': 'Hello\n',
      'docs/how-to/run-it-locally.md': 'No heading\n',
    });
    const home = await read('index.html');
    expect(home.indexOf('>Home<')).toBeLessThan(home.indexOf('>Zeta page<'));
    expect(home).toContain('>How to<');
    expect(home).toContain('>Run it locally<');
    expect(JSON.parse(await read('techdocs_metadata.json'))).toMatchObject({
      site_name: 'check-in-api',
      etag: 'abc123',
      files: expect.arrayContaining(['index.html', 'zeta/index.html']),
    });
  });

  it('writes a search index that points at headings', async () => {
    const read = await generate({
      'docs/index.md':
        '# Start\n\nWelcome <b>aboard</b>.\n\n## Set up\n\nInstall it.\n',
    });
    const { docs } = JSON.parse(await read('search/search_index.json'));
    expect(docs).toContainEqual({
      location: '#set-up',
      title: 'Set up',
      text: 'Install it.',
    });
    expect(docs[0]).toMatchObject({ location: '', title: 'Start' });
  });

  it('says what is missing', async () => {
    await expect(generate({ 'README.md': 'x' })).rejects.toThrow(
      /no docs folder/,
    );
    await expect(generate({ 'docs/a.txt': 'x' })).rejects.toThrow(
      /no Markdown file/,
    );
    await expect(
      generate({ 'mkdocs.yml': 'nav: [', 'docs/index.md': 'x' }),
    ).rejects.toThrow(/mkdocs.yml/);
  });

  it('stays inside the repository', async () => {
    await expect(
      generate({ 'mkdocs.yml': 'docs_dir: ../..', 'docs/index.md': 'x' }),
    ).rejects.toThrow(/not allowed|outside/i);
  });
});
