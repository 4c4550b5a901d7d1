import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitEnvironment } from '../../git/gitEnvironment';
import { readCommits, readHistory } from './GitHistory';
import { GitRepository } from './GitRepository';

const messages = [
  'One line',
  'Title\n\nBody without trailers.\n',
  'Title\n\nBody.\n\nRunway-Run: 4f\nRequested-By: user:default/amelia\n',
  'Title\n\nRunway-Run: 4f\n  and on\nOther:no space\n',
  'Title\n\nBody.\n\nNot a trailer block\nRunway-Run: 4f\n',
  'Title\n\nSaid this\nSigned-off-by: Amelia <a@aerq.example>\nRunway-Run: 4f\n',
  'Runway-Run: in the title only',
  'Umlaute äöü ✈\n\nBegründung: weil\n\nÜbersetzt-Von: niemand\nKey: ✈ value\n',
];

describe('parseCommit', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'runway-commit-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('reads a commit as Git itself shows it', async () => {
    const git = (args: string[], env = {}, input?: string) =>
      execFileSync('git', args, {
        cwd: directory,
        env: { ...gitEnvironment(), ...env },
        input,
        stdio: ['pipe', 'pipe', 'ignore'],
      })
        .toString()
        .trim();
    git(['init', '--bare', '--quiet', '.']);
    const tree = git(['mktree'], {}, '');
    let parent: string | undefined;
    messages.forEach((message, index) => {
      parent = git(
        ['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-F', '-'],
        {
          GIT_AUTHOR_NAME: 'Amelia Reyes',
          GIT_AUTHOR_EMAIL: 'amelia@aerq.example',
          GIT_AUTHOR_DATE: `${1_790_000_000 + index} ${
            ['+0000', '-0330', '+0545'][index % 3]
          }`,
          GIT_COMMITTER_NAME: 'runway',
          GIT_COMMITTER_EMAIL: 'runway@aerq.example',
          GIT_COMMITTER_DATE: `${1_790_000_100 + index} +0200`,
        },
        message,
      );
    });
    const repository = new GitRepository(directory);
    const shown = await readHistory(repository, { revision: parent! });
    expect(shown).toHaveLength(messages.length);
    const read = await readCommits(
      repository,
      shown.map(({ id }) => id),
    );
    expect(read).toEqual(shown);
  });
});
