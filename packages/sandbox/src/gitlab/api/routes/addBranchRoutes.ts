import { z } from 'zod';
import { matchesBranch } from '../../access/AccessControl';
import { ApiError } from '../../ApiError';
import { readCommits } from '../../git/GitHistory';
import { isRefName, zeroId, type GitRef } from '../../git/GitRepository';
import { moveRef } from '../../git/GitWriter';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentBranch } from '../entities/presentCommit';
import { paginate } from '../paginate';
import { text } from '../parseInput';

/** Branches; rules on them are in addProtectedBranchRoutes. */
export function addBranchRoutes(api: ApiRouter) {
  const base = '/projects/:id/repository/branches';

  api.get(base, async call => {
    const project = call.project('read_code');
    const { search, regex } = call.input(
      z.object({ search: text.optional(), regex: text.optional() }),
    );
    const branches = (await call.repository(project).branches()).filter(
      branch =>
        (!search || searched(search, branch.name)) &&
        (!regex || new RegExp(regex).test(branch.name)),
    );
    const page = paginate(call, branches, { keysetKey: ({ name }) => name });
    return present(call, project, page);
  });

  api.get(`${base}/:branch`, async call => {
    const project = call.project('read_code');
    const [shown] = await present(call, project, [
      await branchOf(call, project),
    ]);
    return shown;
  });

  api.post(base, async call => {
    const project = call.writableProject('push_code');
    const input = call.input(z.object({ branch: text, ref: text }));
    const name = `refs/heads/${input.branch}`;
    if (!isRefName(name)) {
      throw ApiError.badRequest('Branch name is invalid');
    }
    const repository = call.repository(project);
    const commit = await repository.resolve(input.ref);
    if (!commit) {
      throw ApiError.badRequest(`Invalid reference name: ${input.ref}`);
    }
    if (!call.services.access.canPushTo(call.user, project, input.branch)) {
      throw ApiError.badRequest(
        `You are not allowed to create protected branches on this project.`,
      );
    }
    await call.services.pushes.change(project, call.user, [name], async () => {
      if ((await repository.readRef(name)) !== zeroId) {
        throw ApiError.badRequest('Branch already exists');
      }
      await moveRef(repository, name, zeroId, commit);
    });
    const [shown] = await present(call, project, [
      { name: input.branch, commit, target: commit, message: '' },
    ]);
    return shown;
  });

  api.delete(`${base}/:branch`, async call => {
    const project = call.writableProject('push_code');
    const branch = await branchOf(call, project);
    if (branch.name === project.defaultBranch) {
      throw new ApiError(405, {
        message: 'Cannot remove HEAD branch',
      });
    }
    if (call.services.access.protectionsOf(project, branch.name).length > 0) {
      throw new ApiError(405, {
        message: 'Protected branch cant be removed',
      });
    }
    const name = `refs/heads/${branch.name}`;
    await call.services.pushes.change(project, call.user, [name], () =>
      moveRef(call.repository(project), name, branch.commit, zeroId),
    );
    return call.noContent();
  });

  api.delete('/projects/:id/repository/merged_branches', call => {
    call.writableProject('push_code');
    call.status(202);
    return { message: '202 Accepted' };
  });
}

async function branchOf(call: ApiCall, project: Project): Promise<GitRef> {
  const name = call.param('branch');
  const commit = await call.repository(project).readRef(`refs/heads/${name}`);
  if (commit === zeroId) {
    throw ApiError.notFound('Branch');
  }
  return { name, commit, target: commit, message: '' };
}

async function present(call: ApiCall, project: Project, branches: GitRef[]) {
  const commits = await readCommits(
    call.repository(project),
    branches.map(branch => branch.commit),
  );
  return branches.map((branch, index) =>
    presentBranch(
      call.services,
      project,
      branch,
      commits[index],
      call.optionalUser,
    ),
  );
}

/** `^text` and `text$` anchor; otherwise anywhere. */
function searched(search: string, name: string) {
  const bare = search.replace(/^\^|\$$/g, '');
  return matchesBranch(
    `${search.startsWith('^') ? '' : '*'}${bare}${
      search.endsWith('$') ? '' : '*'
    }`,
    name,
  );
}
