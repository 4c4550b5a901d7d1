import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { readCommits } from '../../git/GitHistory';
import { isRefName, zeroId, type GitRef } from '../../git/GitRepository';
import { moveRef, writeTagObject } from '../../git/GitWriter';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentTag } from '../entities/presentCommit';
import { paginate } from '../paginate';
import { text } from '../parseInput';

/** Tags, light and annotated. */
export function addTagRoutes(api: ApiRouter) {
  const base = '/projects/:id/repository/tags';

  api.get(base, async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        search: text.optional(),
        order_by: z.enum(['name', 'updated', 'version']).optional(),
        sort: z.enum(['asc', 'desc']).optional(),
      }),
    );
    const tags = (await call.repository(project).tags()).filter(
      tag =>
        !input.search || tag.name.includes(input.search.replace(/^\^/, '')),
    );
    if (input.order_by === 'version') {
      tags.sort((one, other) =>
        one.name.localeCompare(other.name, 'en', { numeric: true }),
      );
    }
    const ordered = input.sort === 'asc' ? tags : tags.reverse();
    const page = paginate(call, ordered, { keysetKey: ({ name }) => name });
    return present(call, project, page);
  });

  api.get(`${base}/:tag_name`, async call => {
    const project = call.project('read_code');
    const [shown] = await present(call, project, [await tagOf(call, project)]);
    return shown;
  });

  api.post(base, async call => {
    const project = call.writableProject('push_code');
    const input = call.input(
      z.object({ tag_name: text, ref: text, message: text.optional() }),
    );
    const name = `refs/tags/${input.tag_name}`;
    if (!isRefName(name)) {
      throw ApiError.badRequest('Tag name invalid');
    }
    const repository = call.repository(project);
    const commit = await repository.resolve(input.ref);
    if (!commit) {
      throw ApiError.badRequest(`Target ${input.ref} is invalid`);
    }
    const target = input.message
      ? await writeTagObject(repository, {
          name: input.tag_name,
          commit,
          message: input.message,
          tagger: { name: call.user.name, email: call.user.email },
        })
      : commit;
    await call.services.pushes.change(project, call.user, [name], async () => {
      if ((await repository.readRef(name)) !== zeroId) {
        throw ApiError.badRequest(`Tag ${input.tag_name} already exists`);
      }
      await moveRef(repository, name, zeroId, target);
    });
    const [shown] = await present(call, project, [
      {
        name: input.tag_name,
        commit,
        target,
        message: input.message ?? '',
      },
    ]);
    return shown;
  });

  api.delete(`${base}/:tag_name`, async call => {
    const project = call.writableProject('push_code');
    const tag = await tagOf(call, project);
    const name = `refs/tags/${tag.name}`;
    await call.services.pushes.change(project, call.user, [name], () =>
      moveRef(call.repository(project), name, tag.target, zeroId),
    );
    return call.noContent();
  });
}

async function tagOf(call: ApiCall, project: Project): Promise<GitRef> {
  const name = call.param('tag_name');
  const tags = await call.repository(project).refs(`refs/tags/${name}`);
  // A ref given whole leaves nothing after the prefix.
  const tag = tags.find(candidate => candidate.name === '');
  if (!tag) {
    throw ApiError.notFound('Tag');
  }
  return { ...tag, name };
}

async function present(call: ApiCall, project: Project, tags: GitRef[]) {
  const commits = await readCommits(
    call.repository(project),
    tags.map(tag => tag.commit),
  );
  const byId = new Map(commits.map(commit => [commit.id, commit]));
  return tags.flatMap(tag => {
    const commit = byId.get(tag.commit);
    return commit ? [presentTag(call.services, project, tag, commit)] : [];
  });
}
