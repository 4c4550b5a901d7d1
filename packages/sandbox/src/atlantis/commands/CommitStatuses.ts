import type { Project } from '../config/findProjects';
import type { GitLabApi, StatusState } from '../gitlab/GitLabApi';
import type { PullStatus } from '../state/AtlantisState';
import type { Pull } from './Pull';

const VERBS = { plan: 'planned', apply: 'applied' };
const TITLES = { plan: 'Plan', apply: 'Apply' };
const WORDS = {
  running: 'in progress...',
  success: 'succeeded.',
  failed: 'failed.',
};

/** Tells GitLab how it goes. One that can't be told is only logged, as Atlantis does. */
export class CommitStatuses {
  constructor(
    private readonly gitlab: GitLabApi,
    private readonly log: (message: string) => void,
  ) {}

  /** Of the whole merge request. */
  async combined(pull: Pull, command: 'plan' | 'apply', state: StatusState) {
    await this.#set(
      pull,
      state,
      `atlantis/${command}`,
      `${TITLES[command]} ${WORDS[state]}`,
    );
  }

  async count(
    pull: Pull,
    command: 'plan' | 'apply',
    state: StatusState,
    [done, all]: [number, number],
  ) {
    await this.#set(
      pull,
      state,
      `atlantis/${command}`,
      `${done}/${all} projects ${VERBS[command]} successfully.`,
    );
  }

  async project(
    pull: Pull,
    command: 'plan' | 'apply',
    project: Project,
    state: StatusState,
    more: { description?: string; url?: string } = {},
  ) {
    await this.#set(
      pull,
      state,
      `atlantis/${command}: ${
        project.name || `${project.dir}/${project.workspace}`
      }`,
      more.description ?? `${TITLES[command]} ${WORDS[state]}`,
      more.url,
    );
  }

  /** After a plan: what was planned, and what is applied by having no changes. */
  async afterPlan(pull: Pull, { projects }: PullStatus) {
    const errors = count(projects, 'plan_errored');
    await this.count(pull, 'plan', errors > 0 ? 'failed' : 'success', [
      projects.length - errors,
      projects.length,
    ]);
    const applied =
      count(projects, 'applied') + count(projects, 'planned_no_changes');
    const failed = count(projects, 'apply_errored');
    if (failed > 0 || applied === projects.length) {
      await this.count(pull, 'apply', failed > 0 ? 'failed' : 'success', [
        applied,
        projects.length,
      ]);
    }
  }

  async afterApply(pull: Pull, projects: PullStatus['projects']) {
    const applied =
      count(projects, 'applied') + count(projects, 'planned_no_changes');
    const failed = count(projects, 'apply_errored');
    let state: StatusState = applied < projects.length ? 'running' : 'success';
    if (failed > 0) {
      state = 'failed';
    }
    await this.count(pull, 'apply', state, [applied, projects.length]);
  }

  async #set(
    pull: Pull,
    state: StatusState,
    context: string,
    description: string,
    url?: string,
  ) {
    try {
      await this.gitlab.setStatus(pull.repository, pull.headCommit, {
        state,
        context,
        description: description.slice(0, 255),
        ref: pull.source,
        ...(url && { target_url: url }),
      });
    } catch (error) {
      this.log(
        `unable to update commit status ${context}: ${
          (error as Error).message
        }`,
      );
    }
  }
}

function count(
  projects: PullStatus['projects'],
  status: PullStatus['projects'][number]['status'],
): number {
  return projects.filter(each => each.status === status).length;
}
