import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { readDiff } from '../../git/GitDiff';
import { readHistory } from '../../git/GitHistory';
import {
  archiveTypes,
  streamArchive,
  type ArchiveFormat,
} from '../../git/streamArchive';
import { runGit } from '../../git/runGit';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentCommit, presentDiff } from '../entities/presentCommit';
import { flag, text } from '../parseInput';

/** Trees, blobs, archives, comparisons and contributors. */
export function addRepositoryRoutes(api: ApiRouter) {
  const base = '/projects/:id/repository';

  api.get(`${base}/tree`, async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        path: text.optional(),
        ref: text.optional(),
        recursive: flag.optional(),
      }),
    );
    if (project.defaultBranch === null) {
      throw ApiError.notFound('Tree');
    }
    const commit = await call.commit(
      project,
      input.ref === 'HEAD' ? undefined : input.ref,
      'Tree',
    );
    const entries = await call
      .repository(project)
      .tree(commit, input.path ?? '', { recursive: input.recursive ?? false });
    if (!entries) {
      throw new ApiError(404, {
        message: '404 invalid revision or path Not Found',
      });
    }
    // Folders first, as GitLab lists them.
    const ordered = [
      ...entries.filter(entry => entry.type === 'tree'),
      ...entries.filter(entry => entry.type !== 'tree'),
    ];
    return call.page(
      ordered,
      entry => ({
        id: entry.id,
        name: entry.path.split('/').pop(),
        type: entry.type,
        path: entry.path,
        mode: entry.mode,
      }),
      {
        keysetKey: entry => createHash('sha1').update(entry.path).digest('hex'),
      },
    );
  });

  api.get(`${base}/blobs/:sha`, async call => {
    const blob = await blobOf(call);
    return {
      size: blob.content.length,
      encoding: 'base64',
      content: blob.content.toString('base64'),
      sha: blob.id,
    };
  });

  api.get(`${base}/blobs/:sha/raw`, async call => {
    const blob = await blobOf(call);
    call.response.type('text/plain').send(blob.content);
    return undefined;
  });

  api.get(`${base}/archive`, call => archive(call, 'tar.gz'));
  for (const format of Object.keys(archiveTypes) as ArchiveFormat[]) {
    api.get(`${base}/archive.${format}`, call => archive(call, format));
  }

  api.get(`${base}/compare`, async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({ from: text, to: text, straight: flag.optional() }),
    );
    const repository = call.repository(project);
    const [from, to] = await Promise.all([
      call.commit(project, input.from, 'Ref'),
      call.commit(project, input.to, 'Ref'),
    ]);
    const base_ = input.straight
      ? from
      : (await repository.mergeBase(from, to)) ?? from;
    const commits = await readHistory(repository, {
      revision: `${from}..${to}`,
    });
    const diffs = await readDiff(repository, base_, to);
    const shown = commits
      .reverse()
      .map(commit => presentCommit(call.services, project, commit));
    return {
      commit: shown[shown.length - 1] ?? null,
      commits: shown,
      diffs: diffs.map(presentDiff),
      compare_timeout: false,
      compare_same_ref: from === to,
      web_url: call.services.urls.web(
        `${project.fullPath}/-/compare/${from}...${to}`,
      ),
    };
  });

  api.get(`${base}/merge_base`, async call => {
    const project = call.project('read_code');
    const { refs } = call.input(z.object({ refs: z.array(text).min(2) }));
    const repository = call.repository(project);
    const [one, other] = await Promise.all(
      refs.slice(0, 2).map(ref => call.commit(project, ref)),
    );
    const found = await repository.mergeBase(one, other);
    if (!found) {
      throw ApiError.notFound('Merge Base');
    }
    const [commit] = await readHistory(repository, {
      revision: found,
      limit: 1,
    });
    return presentCommit(call.services, project, commit);
  });

  api.get(`${base}/contributors`, async call => {
    const project = call.project('read_code');
    if (project.defaultBranch === null) {
      return [];
    }
    const { ref } = call.input(z.object({ ref: text.optional() }));
    const commit = await call.commit(project, ref);
    const { stdout } = await runGit(
      ['log', '--no-merges', '--format=%an%x00%ae', commit],
      { directory: call.repository(project).directory },
    );
    const counts = new Map<string, number>();
    for (const line of stdout.toString().split('\n').filter(Boolean)) {
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    return call.page([...counts], ([person, commits]) => {
      const [name, email] = person.split('\0');
      return { name, email, commits, additions: 0, deletions: 0 };
    });
  });
}

async function blobOf(call: ApiCall) {
  const project = call.project('read_code');
  const [object] = await call
    .repository(project)
    .objects([call.param('sha').replace(/[^0-9a-f]/g, '')]);
  if (object?.type !== 'blob') {
    throw ApiError.notFound('Blob');
  }
  return object;
}

async function archive(call: ApiCall, format: ArchiveFormat) {
  // GitLab takes a request marked by a browser (or by `fetch`) as a subresource for a hotlink.
  const mode = call.request.headers['sec-fetch-mode'];
  if (['cors', 'no-cors', 'websocket'].includes(String(mode))) {
    throw new ApiError(406, { message: '406 Not Acceptable' });
  }
  const project = call.project('read_code');
  const input = call.input(
    z.object({ sha: text.optional(), path: text.optional() }),
  );
  const commit = await call.commit(project, input.sha, 'File');
  const path = input.path?.replace(/^\/+|\/+$/g, '') || undefined;
  const repository = call.repository(project);
  if (path) {
    const [object] = await repository.objects([`${commit}:${path}`]);
    if (!object) {
      throw ApiError.notFound('File');
    }
  }
  const name = [
    project.path,
    (input.sha ?? project.defaultBranch ?? 'HEAD').replaceAll('/', '-'),
    commit,
    ...(path ? [path.replaceAll('/', '-')] : []),
  ].join('-');
  call.response
    .status(200)
    .set('Content-Type', archiveTypes[format])
    .set('Content-Disposition', `attachment; filename="${name}.${format}"`)
    .set('ETag', `W/"${commit}"`);
  await pipeline(
    streamArchive(repository, { commit, path, prefix: name, format }),
    call.response,
  );
  return undefined;
}
