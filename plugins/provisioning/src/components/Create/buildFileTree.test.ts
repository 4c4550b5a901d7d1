import { buildFileTree, visibleNodes } from './buildFileTree';

const file = (repository: string, path: string) => ({
  repository,
  path,
  size: 1,
  content: 'x',
});

describe('buildFileTree', () => {
  const nodes = buildFileTree([
    file('team/service', 'README.md'),
    file('team/service', 'src/server.ts'),
    file('team/service', 'src/routes/health.ts'),
    file('platform/gitops', 'services/a.yaml'),
  ]);
  const outline = (closed: string[]) =>
    visibleNodes(nodes, new Set(closed)).map(
      node => `${'  '.repeat(node.depth)}${node.name}`,
    );

  it('puts repositories on top and folders before files', () => {
    expect(outline([])).toEqual([
      'platform/gitops',
      '  services',
      '    a.yaml',
      'team/service',
      '  src',
      '    routes',
      '      health.ts',
      '    server.ts',
      '  README.md',
    ]);
  });

  it('leaves closed folders closed', () => {
    expect(outline(['platform/gitops', 'team/service/src'])).toEqual([
      'platform/gitops',
      'team/service',
      '  src',
      '  README.md',
    ]);
  });
});
