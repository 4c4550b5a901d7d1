import { z } from 'zod';
import { emptyTree, readDiff } from '../../git/GitDiff';
import { readCommits, readHistory, readStats } from '../../git/GitHistory';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentCommit, presentDiff } from '../entities/presentCommit';
import { presentMergeRequest } from '../entities/presentMergeRequest';
import { presentPipelineBasic } from '../entities/presentPipeline';
import { requestedPage, setPageHeaders } from '../paginate';
import { flag, text } from '../parseInput';

const action = z.object({
  action: z.enum(['create', 'update', 'delete', 'move', 'chmod']),
  file_path: text.pipe(z.string().min(1)),
  previous_path: text.optional(),
  content: text.optional(),
  encoding: z.enum(['text', 'base64']).optional(),
  last_commit_id: text.optional(),
  execute_filemode: flag.optional(),
});

/** Commits: lists, single ones, and making them. */
export function addCommitRoutes(api: ApiRouter) {
  const base = '/projects/:id/repository/commits';

  api.get(base, async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        ref_name: text.optional(),
        path: text.optional(),
        since: text.optional(),
        until: text.optional(),
        author: text.optional(),
        all: flag.optional(),
        with_stats: flag.optional(),
        first_parent: flag.optional(),
      }),
    );
    if (project.defaultBranch === null && !input.ref_name) {
      return [];
    }
    const revision = input.all
      ? '--all'
      : await revisionOf(call, project, input.ref_name);
    const { page, size } = requestedPage(call);
    const repository = call.repository(project);
    const commits = await readHistory(repository, {
      revision,
      path: input.path,
      since: input.since,
      until: input.until,
      author: input.author,
      firstParent: input.first_parent,
      offset: (page - 1) * size,
      // One more than asked for tells whether there is a next page.
      limit: size + 1,
    });
    setPageHeaders(call, {
      page,
      size,
      next: commits.length > size ? page + 1 : undefined,
    });
    const shown = commits.slice(0, size);
    const stats = input.with_stats
      ? await Promise.all(shown.map(({ id }) => readStats(repository, id)))
      : undefined;
    return shown.map((commit, index) => ({
      ...presentCommit(call.services, project, commit),
      ...(stats ? { stats: stats[index] } : {}),
    }));
  });

  api.post(base, async call => {
    const project = call.writableProject('push_code');
    const input = call.input(
      z.object({
        branch: text,
        commit_message: text.pipe(z.string().min(1)),
        start_branch: text.optional(),
        start_sha: text.optional(),
        author_name: text.optional(),
        author_email: text.optional(),
        force: flag.optional(),
        stats: flag.optional(),
        actions: z.array(action).min(1),
      }),
    );
    const id = await call.services.commits.commit(project, call.user, {
      branch: input.branch,
      start: input.start_sha ?? input.start_branch,
      message: input.commit_message,
      author: { name: input.author_name, email: input.author_email },
      force: input.force,
      actions: input.actions.map(item => ({
        action: item.action,
        filePath: item.file_path,
        previousPath: item.previous_path,
        content: item.content,
        encoding: item.encoding,
        lastCommitId: item.last_commit_id,
        executable: item.execute_filemode,
      })),
    });
    return detail(call, project, id, input.stats ?? true);
  });

  api.get(`${base}/:sha`, async call => {
    const project = call.project('read_code');
    const { stats } = call.input(z.object({ stats: flag.optional() }));
    const id = await call.commit(project, call.param('sha'));
    return detail(call, project, id, stats ?? true);
  });

  api.get(`${base}/:sha/diff`, async call => {
    const project = call.project('read_code');
    const repository = call.repository(project);
    const id = await call.commit(project, call.param('sha'));
    const [commit] = await readCommits(repository, [id]);
    const diffs = await readDiff(
      repository,
      commit.parents[0] ?? emptyTree,
      id,
    );
    return call.page(diffs, presentDiff);
  });

  api.get(`${base}/:sha/refs`, async call => {
    const project = call.project('read_code');
    const repository = call.repository(project);
    const id = await call.commit(project, call.param('sha'));
    const { type } = call.input(
      z.object({ type: z.enum(['branch', 'tag', 'all']).optional() }),
    );
    const found: Array<{ type: string; name: string }> = [];
    const kinds = [
      ['branch', await repository.branches()],
      ['tag', await repository.tags()],
    ] as const;
    for (const [kind, refs] of kinds) {
      for (const ref of type && type !== 'all' && type !== kind ? [] : refs) {
        if (await repository.isAncestor(id, ref.commit)) {
          found.push({ type: kind, name: ref.name });
        }
      }
    }
    return call.page(found, ref => ref);
  });

  api.get(`${base}/:sha/merge_requests`, async call => {
    const project = call.project('read_code');
    const repository = call.repository(project);
    const id = await call.commit(project, call.param('sha'));
    const found = [];
    for (const request of call.state.mergeRequests.where(
      'project',
      project.id,
    )) {
      const { sha, baseSha, mergeCommitSha, squashCommitSha } = request;
      if (
        [sha, mergeCommitSha, squashCommitSha].includes(id) ||
        ((await repository.isAncestor(id, sha)) &&
          !(await repository.isAncestor(id, baseSha)))
      ) {
        found.push(request);
      }
    }
    return call.page(found, request =>
      presentMergeRequest(call.services, project, request),
    );
  });
}

async function detail(
  call: ApiCall,
  project: Project,
  id: string,
  withStats: boolean,
) {
  const repository = call.repository(project);
  const [commit] = await readCommits(repository, [id]);
  const pipeline = call.state.pipelines
    .where('commit', `${project.id}@${id}`)
    .pop();
  return {
    ...presentCommit(call.services, project, commit),
    ...(withStats ? { stats: await readStats(repository, id) } : {}),
    status: pipeline?.status ?? null,
    project_id: project.id,
    last_pipeline: pipeline
      ? presentPipelineBasic(call.services, project, pipeline)
      : null,
  };
}

/** A commit, or a range of two joined by dots. */
async function revisionOf(
  call: ApiCall,
  project: Project,
  ref: string | undefined,
): Promise<string> {
  const range = /^(.+?)(\.{2,3})(.+)$/.exec(ref ?? '');
  if (!range) {
    return call.commit(project, ref);
  }
  const [from, to] = await Promise.all([
    call.commit(project, range[1]),
    call.commit(project, range[3]),
  ]);
  return `${from}${range[2]}${to}`;
}
