import { withPlan } from './PlanningScaffolderClient';

const stock = {
  log: [{ body: { stepId: 'repository', message: 'Would run' } }],
  directoryContents: [{ path: 'README.md', base64Content: btoa('Other') }],
  steps: [],
  output: {},
};
const repository = {
  id: 'repository',
  known: true,
  resources: [
    {
      kind: 'gitlab-project' as const,
      system: 'gitlab' as const,
      key: 'crew/roster',
      title: 'Git repository',
      effect: 'create' as const,
    },
  ],
  files: [
    { repository: 'crew/roster', path: 'README.md', size: 7, content: 'Schön' },
    { repository: 'crew/roster', path: 'logo.png', size: 7 },
  ],
};
const other = { id: 'say', known: false, resources: [], files: [] };

const decode = (base64: string) =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), c => c.charCodeAt(0)));

describe('the dry run of a template', () => {
  const { log, directoryContents } = withPlan(stock, {
    steps: [repository, other],
  });
  const [summary, ...files] = directoryContents.map(
    ({ path, base64Content }) => [path, decode(base64Content)],
  );

  it('begins with what would be made, and says what no undo would take back', () => {
    expect(summary[1]).toBe(
      [
        'repository: commits 2 files',
        '  create crew/roster - Git repository',
        'say: not a step of the ledger; Undo would not take it back',
      ].join('\n'),
    );
  });

  it('shows the files of each repository, beside those of other steps', () => {
    expect(files).toEqual([
      ['crew/roster/README.md', 'Schön'],
      ['crew/roster/logo.png', '(not text, or too long to show)'],
      ['README.md', 'Other'],
    ]);
  });

  it('adds the resources to the log of their step', () => {
    expect(log[0].body).toEqual({
      stepId: 'repository',
      message: expect.stringContaining('create crew/roster - Git repository'),
    });
    expect(log.at(-1)).toEqual(stock.log[0]);
  });

  it('is the scaffolder’s own when no step is of the ledger', () => {
    expect(withPlan(stock, { steps: [other] })).toBe(stock);
  });
});
