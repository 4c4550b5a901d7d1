import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxContext } from '../../core/SandboxContext';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { readFolder } from '../content/readFolder';
import { personOf } from '../data/people';

const run = promisify(execFile);

/**
 * Puts the sandbox's address of today into the GitOps repository, after it was started on another port: the addresses of
 * repositories lie in the files there.
 */
export async function relocate(
  ctx: SandboxContext,
  gitlab: GitLabSystem,
  before: string,
): Promise<void> {
  const project = 'platform/gitops';
  const directory = gitlab.repositories.directoryOf(
    `${ctx.url('gitlab')}/${project}.git`,
  );
  if (!directory) {
    return;
  }
  const clone = await mkdtemp(join(tmpdir(), 'runway-relocate-'));
  try {
    await run('git', [
      'clone',
      '--quiet',
      '--depth=1',
      `file://${directory}`,
      clone,
    ]);
    const { files } = await readFolder(clone);
    const changed: Record<string, string> = {};
    for (const [path, content] of Object.entries(files)) {
      const text = content.toString();
      if (text.includes(`${before}/`)) {
        changed[path] = text.split(`${before}/`).join(`${ctx.url('gitlab')}/`);
      }
    }
    if (Object.keys(changed).length > 0) {
      await gitlab.admin.commitFiles(
        project,
        'main',
        changed,
        `Follow GitLab to ${ctx.url('gitlab')}`,
        personOf('priya.nair'),
      );
    }
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}
