import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { symlinkSync } from 'node:fs';
import { TemplateFiles } from './TemplateFiles';

const directory = createMockDirectory();

const files = new TemplateFiles({
  reader: mockServices.urlReader.mock(),
  integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
});

function render(skeleton: Record<string, string | Buffer>, source = './s') {
  directory.setContent({ 'template.yaml': '', s: skeleton });
  return files.render({
    baseUrl: `file://${directory.resolve('template.yaml')}`,
    source,
    values: { name: 'check-in-api', docs: false, tags: ['a', 'b'] },
  });
}

describe('TemplateFiles', () => {
  it('fills placeholders in files and paths', async () => {
    const rendered = await render({
      'src/${{ values.name }}.ts': 'export const name = "${{ values.name }}";',
      'list.yaml': '{%- for tag in values.tags %}\n- ${{ tag }}{% endfor %}',
    });
    expect(rendered.map(f => [f.path, f.content.toString()])).toEqual([
      ['list.yaml', '\n- a\n- b'],
      ['src/check-in-api.ts', 'export const name = "check-in-api";'],
    ]);
  });

  it('leaves out a file whose name renders to nothing', async () => {
    const rendered = await render({
      '{% if values.docs %}docs{% endif %}/index.md': '# Docs',
      'README.md': 'x',
    });
    expect(rendered.map(({ path }) => path)).toEqual(['README.md']);
  });

  it('copies binary files byte by byte', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x24, 0x7b, 0x7b]);
    const [file] = await render({ 'logo.png': bytes });
    expect(file.content.equals(bytes)).toBe(true);
  });

  it('leaves out symbolic links', async () => {
    directory.setContent({ 'template.yaml': '', s: { 'a.txt': 'a' } });
    symlinkSync('/etc/hostname', directory.resolve('s/b.txt'));
    const rendered = await files.render({
      baseUrl: `file://${directory.resolve('template.yaml')}`,
      source: './s',
      values: {},
    });
    expect(rendered.map(({ path }) => path)).toEqual(['a.txt']);
  });

  it('refuses to leave the template’s folder', async () => {
    await expect(render({ 'a.txt': 'a' }, '../../etc')).rejects.toThrow(
      /not allowed|outside/i,
    );
  });

  it('names the file of a placeholder that can’t be rendered', async () => {
    await expect(render({ 'a.txt': '${{ values.name | }}' })).rejects.toThrow(
      /a\.txt can't be rendered/,
    );
  });
});
