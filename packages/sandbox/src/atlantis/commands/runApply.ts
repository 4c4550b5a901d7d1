import { posix } from 'node:path';
import type { ProjectResult } from '../comments/renderResults';
import { renderApplyResults } from '../comments/renderResults';
import { configOf } from '../config/ServerConfig';
import type { PendingPlan, PullStatus } from '../state/AtlantisState';
import type { CommandContext } from './CommandContext';
import type { Pull } from './Pull';
import { lockedBy } from './runPlan';
import { StepError, terragruntApply } from './runTerragrunt';

export interface ApplyRequest {
  pull: Pull;
  user: string;
  named?: { name?: string; dir?: string };
  autoMergeDisabled: boolean;
}

/** What GitLab says of a merge request before an apply says anything of its own. */
interface Readiness {
  approved: boolean;
  mergeable: boolean;
}

/** Applies the plans of a merge request, and merges it when all is applied. */
export async function runApply(
  context: CommandContext,
  { pull, user, named, autoMergeDisabled }: ApplyRequest,
): Promise<void> {
  const { state, statuses, gitlab } = context;
  await statuses.combined(pull, 'apply', 'running');
  const readiness = await readReadiness(context, pull);
  const pending = state
    .plans(pull.repository, pull.iid)
    .filter(
      ({ project }) =>
        !named ||
        (named.name
          ? project.name === named.name
          : project.dir === posix.normalize(named.dir ?? '.')),
    )
    .sort((one, other) => one.project.order - other.project.order);
  const results: ProjectResult[] = [];
  let failedOrder: number | undefined;
  for (const plan of pending) {
    if (failedOrder !== undefined && plan.project.order > failedOrder) {
      break;
    }
    const result = await applyProject(context, pull, user, plan, readiness);
    if (result.output === undefined) {
      failedOrder ??= plan.project.order;
    }
    results.push(result);
  }
  await gitlab.comment(pull.repository, pull.iid, renderApplyResults(results));
  const status = state.record(
    {
      repository: pull.repository,
      iid: pull.iid,
      headCommit: pull.headCommit,
    },
    results.map(({ project, output }) => ({
      name: project.name,
      dir: project.dir,
      workspace: project.workspace,
      status: output === undefined ? 'apply_errored' : 'applied',
    })),
  );
  await statuses.afterApply(pull, status.projects);
  if (pending[0]?.automerge && !autoMergeDisabled) {
    await automerge(context, pull, status);
  }
}

async function applyProject(
  context: CommandContext,
  pull: Pull,
  user: string,
  pending: PendingPlan,
  readiness: Readiness,
): Promise<ProjectResult> {
  const { state, statuses } = context;
  const { project } = pending;
  const result: ProjectResult = { project };
  await statuses.project(pull, 'apply', project, 'running');
  result.failure =
    (await missingRequirement(context, pull, pending, readiness)) ??
    lockForApply(context, pull, user, pending);
  if (result.failure === undefined) {
    try {
      result.output = await terragruntApply(context, pull, project, pending);
      state.dropPlan(pending);
    } catch (error) {
      if (!(error instanceof StepError)) {
        throw error;
      }
      result.error = error.message;
    }
  }
  const outcome = result.output === undefined ? 'failed' : 'success';
  const job = state.addJob({
    repository: pull.repository,
    iid: pull.iid,
    dir: project.dir,
    command: 'apply',
    outcome,
    output: result.output ?? result.error ?? result.failure ?? '',
  });
  await statuses.project(pull, 'apply', project, outcome, {
    url: `${context.url()}/jobs/${job.id}`,
  });
  return result;
}

async function readReadiness(
  { gitlab, log }: CommandContext,
  { repository, iid }: Pull,
): Promise<Readiness> {
  try {
    return {
      approved: await gitlab.isApproved(repository, iid),
      mergeable: await gitlab.isMergeable(repository, iid),
    };
  } catch (error) {
    log(
      `unable to get pull request status: ${
        (error as Error).message
      }. Continuing with mergeable and approved assumed false`,
    );
    return { approved: false, mergeable: false };
  }
}

async function missingRequirement(
  context: CommandContext,
  pull: Pull,
  { project, base }: PendingPlan,
  { approved, mergeable }: Readiness,
): Promise<string | undefined> {
  for (const requirement of project.applyRequirements) {
    if (requirement === 'approved' && !approved) {
      return "Pull request must be approved according to the project's approval rules before running apply.";
    }
    if (requirement === 'mergeable' && !mergeable) {
      return 'Pull request must be mergeable before running apply.';
    }
    if (
      requirement === 'undiverged' &&
      (await hasDiverged(context, pull, base))
    ) {
      return 'Default branch must be rebased onto pull request before running apply.';
    }
  }
  return undefined;
}

/** Atlantis takes a target branch that it can't ask for as not diverged. */
async function hasDiverged(
  { workingDirectory, log }: CommandContext,
  pull: Pull,
  base: string,
): Promise<boolean> {
  try {
    const head = await workingDirectory.headOf(pull.repository, pull.target);
    return head !== base;
  } catch (error) {
    log(`fetching repo has failed: ${(error as Error).message}`);
    return false;
  }
}

function lockForApply(
  context: CommandContext,
  pull: Pull,
  user: string,
  { project }: PendingPlan,
): string | undefined {
  const { mode } = configOf(
    context.server,
    context.repositoryId(pull.repository),
  ).repo_locks!;
  if (mode !== 'on_apply') {
    return undefined;
  }
  const held = context.state.lock({
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
  });
  return held && lockedBy(held);
}

async function automerge(
  context: CommandContext,
  pull: Pull,
  { projects }: PullStatus,
) {
  const { gitlab, log } = context;
  // Atlantis wants every project applied; one without changes counts as applied once somebody has asked for it.
  if (projects.some(({ status }) => status !== 'applied')) {
    return;
  }
  const { repository, iid } = pull;
  const comment = (body: string) =>
    gitlab
      .comment(repository, iid, body)
      .catch(error => log(`failed to comment about automerge: ${error}`));
  await comment(
    'Automatically merging because all plans have been successfully applied.',
  );
  try {
    await gitlab.merge(repository, iid, {
      message: `[Atlantis] Automatically merging after successful apply: PR #${iid}`,
      removeSourceBranch:
        configOf(context.server, context.repositoryId(repository))
          .delete_source_branch_on_merge ?? false,
    });
  } catch (error) {
    await comment(
      `Automerging failed:\n\`\`\`\nunable to merge merge request, it may not be in a mergeable state: ${
        (error as Error).message
      }\n\`\`\``,
    );
  }
}
