import { stringify } from 'yaml';
import { z } from 'zod';
import { CiError } from '../../ci/CiError';
import { readCommits } from '../../git/GitHistory';
import { zeroId } from '../../git/GitRepository';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { ApiError } from '../../ApiError';
import { flag, text } from '../parseInput';

/** Checking CI configurations without running them. */
export function addLintRoutes(api: ApiRouter) {
  api.post('/projects/:id/ci/lint', async call => {
    const project = call.project('push_code');
    const input = call.input(
      z.object({
        content: text,
        ref: text.optional(),
        include_jobs: flag.optional(),
        dry_run: flag.optional(),
      }),
    );
    call.status(200);
    return lint(call, project, input.content, input);
  });

  api.get('/projects/:id/ci/lint', async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        content_ref: text.optional(),
        sha: text.optional(),
        include_jobs: flag.optional(),
      }),
    );
    const commit = await call.commit(project, input.content_ref ?? input.sha);
    const file = await call
      .repository(project)
      .file(commit, project.ciConfigPath ?? '.gitlab-ci.yml');
    if (!file) {
      throw ApiError.notFound();
    }
    return lint(call, project, file.content.toString(), {
      ...input,
      ref: input.content_ref,
    });
  });
}

async function lint(
  call: ApiCall,
  project: Project,
  content: string,
  options: { ref?: string; include_jobs?: boolean },
) {
  const ref = options.ref ?? project.defaultBranch ?? 'main';
  const [commit] = await readCommits(call.repository(project), [
    await call.commit(project, options.ref),
  ]);
  try {
    const { plan, merged } = await call.services.pipelines.plan(content, {
      project,
      user: call.user,
      ref,
      tag: false,
      commit,
      beforeSha: zeroId,
      source: 'push',
    });
    return {
      valid: true,
      errors: [],
      warnings: [],
      merged_yaml: stringify(merged),
      includes: [],
      ...(options.include_jobs
        ? {
            jobs: (plan?.jobs ?? []).map(job => ({
              name: job.name,
              stage: job.stage,
              before_script: job.beforeScript,
              script: job.script,
              after_script: job.afterScript,
              tag_list: job.tags,
              environment: job.environment?.name ?? null,
              when: job.when,
              allow_failure: job.allowFailure,
              only: null,
              except: null,
              needs: job.needs?.map(need => ({ name: need.job })) ?? null,
            })),
          }
        : {}),
    };
  } catch (error) {
    if (error instanceof CiError) {
      return {
        valid: false,
        errors: [error.message],
        warnings: [],
        merged_yaml: null,
        includes: [],
        ...(options.include_jobs ? { jobs: null } : {}),
      };
    }
    throw error;
  }
}
