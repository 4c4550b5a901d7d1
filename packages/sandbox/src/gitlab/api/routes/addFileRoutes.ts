import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { lastCommitOf } from '../../git/GitHistory';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { flag, text } from '../parseInput';

const change = z.object({
  branch: text.pipe(z.string().min(1)),
  commit_message: text.pipe(z.string().min(1)),
  start_branch: text.optional(),
  author_name: text.optional(),
  author_email: text.optional(),
  last_commit_id: text.optional(),
});

const contentChange = change.extend({
  content: text,
  encoding: z.enum(['text', 'base64']).optional(),
  execute_filemode: flag.optional(),
});

/** Single files of a repository. */
export function addFileRoutes(api: ApiRouter) {
  const base = '/projects/:id/repository/files/:file_path';

  api.get(`${base}/raw`, async call => {
    const project = call.project('read_code');
    const { ref } = call.input(z.object({ ref: text.optional() }));
    const file = await readFile(call, project, ref);
    setHeaders(call, file);
    call.response
      .set('Cache-Control', 'max-age=0, private, must-revalidate')
      .set('Content-Disposition', `inline; filename="${file.file_name}"`)
      .type('text/plain')
      .send(file.bytes);
    return undefined;
  });

  api.head(base, async call => {
    const project = call.project('read_code');
    const { ref } = call.input(z.object({ ref: text }));
    setHeaders(call, await readFile(call, project, ref));
    call.response.status(200).end();
    return undefined;
  });

  api.get(base, async call => {
    const project = call.project('read_code');
    const { ref } = call.input(z.object({ ref: text }));
    const { bytes, ...file } = await readFile(call, project, ref);
    setHeaders(call, { bytes, ...file });
    return { ...file, content: bytes.toString('base64') };
  });

  api.post(base, async call => {
    const input = call.input(contentChange);
    await commit(call, 'create', input);
    return { file_path: call.param('file_path'), branch: input.branch };
  });

  api.put(base, async call => {
    const input = call.input(contentChange);
    await commit(call, 'update', input);
    return { file_path: call.param('file_path'), branch: input.branch };
  });

  api.delete(base, async call => {
    await commit(call, 'delete', call.input(change));
    return call.noContent();
  });
}

async function readFile(
  call: ApiCall,
  project: Project,
  ref: string | undefined,
) {
  const path = call.param('file_path').replace(/^\/+/, '');
  const repository = call.repository(project);
  const commitId = await call.commit(project, ref === 'HEAD' ? undefined : ref);
  const object = await repository.file(commitId, path);
  if (!object) {
    throw ApiError.notFound('File');
  }
  const last = await lastCommitOf(repository, commitId, path);
  return {
    file_name: path.split('/').pop() ?? path,
    file_path: path,
    size: object.content.length,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(object.content).digest('hex'),
    ref: ref ?? project.defaultBranch ?? 'HEAD',
    blob_id: object.id,
    commit_id: commitId,
    last_commit_id: last ?? commitId,
    execute_filemode: false,
    bytes: object.content,
  };
}

function setHeaders(call: ApiCall, file: Awaited<ReturnType<typeof readFile>>) {
  const { bytes: _bytes, ...values } = file;
  for (const [key, value] of Object.entries(values)) {
    const name = key
      .split('_')
      .map(part => part[0].toUpperCase() + part.slice(1))
      .join('-');
    // Header values are Latin-1; GitLab escapes what doesn't fit too.
    call.response.set(`X-Gitlab-${name}`, encodeURI(String(value)));
  }
}

async function commit(
  call: ApiCall,
  action: 'create' | 'update' | 'delete',
  input: z.output<typeof change> & Partial<z.output<typeof contentChange>>,
) {
  const project = call.writableProject('push_code');
  try {
    await call.services.commits.commit(project, call.user, {
      branch: input.branch,
      start: input.start_branch,
      message: input.commit_message,
      author: { name: input.author_name, email: input.author_email },
      actions: [
        {
          action,
          filePath: call.param('file_path'),
          content: input.content,
          encoding: input.encoding,
          lastCommitId: input.last_commit_id,
          executable: input.execute_filemode,
        },
      ],
    });
  } catch (error) {
    // The Files API answers 400 where the Commits API answers 403.
    if (error instanceof ApiError && error.status === 403) {
      throw ApiError.badRequest('You are not allowed to push into this branch');
    }
    throw error;
  }
}
