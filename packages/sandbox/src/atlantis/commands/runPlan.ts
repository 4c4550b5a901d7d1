import type { ProjectResult } from '../comments/renderResults';
import { renderPlanResults } from '../comments/renderResults';
import type { Project } from '../config/findProjects';
import { configOf } from '../config/ServerConfig';
import {
  lockKey,
  type ProjectLock,
  type PullStatus,
} from '../state/AtlantisState';
import { summarize } from '../tofu/renderPlan';
import type { CommandContext } from './CommandContext';
import { loadProjects, type LoadedProjects } from './loadProjects';
import type { Pull } from './Pull';
import { StepError, terragruntPlan } from './runTerragrunt';

export interface PlanRequest {
  pull: Pull;
  user: string;
  /** The project that was asked for; all that the merge request changes when left out. */
  named?: { name?: string; dir?: string };
  /** Whether the comment has the flag -destroy for OpenTofu. */
  destroy?: boolean;
  /** Nobody asked: a merge request was opened or got commits. */
  automatic: boolean;
}

/** Plans the projects of a merge request, and says in GitLab what came of it. */
export async function runPlan(
  context: CommandContext,
  { pull, user, named, destroy = false, automatic }: PlanRequest,
): Promise<void> {
  const { state, statuses, gitlab } = context;
  await statuses.combined(pull, 'plan', 'running');
  let loaded: LoadedProjects;
  try {
    loaded = await loadProjects(context, pull, named);
  } catch (error) {
    await statuses.combined(pull, 'plan', 'failed');
    await gitlab.comment(
      pull.repository,
      pull.iid,
      `**Plan Error**\n\`\`\`\n${(error as Error).message}\n\`\`\``,
    );
    return;
  }
  if (loaded.projects.length === 0 && automatic) {
    await statuses.count(pull, 'plan', 'success', [0, 0]);
    await statuses.count(pull, 'apply', 'success', [0, 0]);
    return;
  }
  if (!named) {
    state.dropPlans(pull.repository, pull.iid);
  }
  if (automatic) {
    state.unlockPull(pull.repository, pull.iid);
  }
  const results: ProjectResult[] = [];
  for (const project of loaded.projects) {
    results.push(
      await planProject(context, pull, user, project, { ...loaded, destroy }),
    );
  }
  const failed = results.some(({ output }) => output === undefined);
  const plansDeleted = loaded.automerge && failed;
  if (plansDeleted) {
    state.dropPlans(pull.repository, pull.iid);
  }
  await gitlab.comment(
    pull.repository,
    pull.iid,
    renderPlanResults(results, plansDeleted),
  );
  const status = state.record(
    {
      repository: pull.repository,
      iid: pull.iid,
      headCommit: pull.headCommit,
    },
    results.map(({ project, output, noChanges }) => ({
      name: project.name,
      dir: project.dir,
      workspace: project.workspace,
      status: statusOf(output, noChanges),
    })),
  );
  await statuses.afterPlan(pull, status);
}

async function planProject(
  context: CommandContext,
  pull: Pull,
  user: string,
  project: Project,
  { files, base, automerge, destroy }: LoadedProjects & { destroy: boolean },
): Promise<ProjectResult> {
  const { state, statuses } = context;
  const result: ProjectResult = { project };
  await statuses.project(pull, 'plan', project, 'running');
  const lock: ProjectLock = {
    repository: pull.repository,
    project: {
      name: project.name,
      dir: project.dir,
      workspace: project.workspace,
    },
    iid: pull.iid,
    url: pull.url,
    user,
    time: new Date().toISOString(),
  };
  const locks =
    configOf(context.server, context.repositoryId(pull.repository)).repo_locks
      ?.mode === 'on_plan';
  const held = locks ? state.lock(lock) : undefined;
  let description: string | undefined;
  if (held) {
    result.failure = lockedBy(held);
  } else if (!files.hasDirectory(project.dir)) {
    result.error = `dir "${project.dir}" does not exist`;
  } else {
    result.lockUrl = `${context.url()}/lock?id=${encodeURIComponent(
      lockKey(lock),
    )}`;
    try {
      const { plan, serial, output, module } = await terragruntPlan(
        context,
        pull,
        project,
        { files, destroy },
      );
      result.output = output;
      result.noChanges = plan.changes.length === 0;
      description = result.noChanges
        ? 'No changes. Your infrastructure matches the configuration.'
        : summarize(plan);
      state.keepPlan({
        repository: pull.repository,
        iid: pull.iid,
        project,
        plan,
        serial,
        base,
        module,
        automerge,
      });
    } catch (error) {
      if (!(error instanceof StepError)) {
        throw error;
      }
      if (locks) {
        state.unlock(lockKey(lock));
      }
      result.error = error.message;
    }
  }
  const job = state.addJob({
    repository: pull.repository,
    iid: pull.iid,
    dir: project.dir,
    command: 'plan',
    outcome: result.output === undefined ? 'failed' : 'success',
    output: result.output ?? result.error ?? result.failure ?? '',
  });
  await statuses.project(
    pull,
    'plan',
    project,
    result.output === undefined ? 'failed' : 'success',
    { description, url: `${context.url()}/jobs/${job.id}` },
  );
  return result;
}

/** Why a project can't be planned or applied now. */
export function lockedBy({ iid }: ProjectLock): string {
  return `This project is currently locked by an unapplied plan from pull !${iid}. To continue, delete the lock from !${iid} or apply that plan and merge the pull request.\n\nOnce the lock is released, comment \`atlantis plan\` here to re-plan.`;
}

function statusOf(
  output: string | undefined,
  noChanges: boolean | undefined,
): PullStatus['projects'][number]['status'] {
  if (output === undefined) {
    return 'plan_errored';
  }
  return noChanges ? 'planned_no_changes' : 'planned';
}
