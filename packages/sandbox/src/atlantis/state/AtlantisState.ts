import type { DocumentStore } from '../../state/DocumentStore';
import type { Project } from '../config/findProjects';
import { revive, type Value } from '../hcl/Value';
import type { Plan } from '../tofu/planStack';

export type ProjectStatus =
  | 'plan_errored'
  | 'planned'
  | 'planned_no_changes'
  | 'apply_errored'
  | 'applied'
  | 'plan_discarded';

/** What became of the projects of a merge request. */
export interface PullStatus {
  /** Path of the GitLab project. */
  repository: string;
  iid: number;
  headCommit: string;
  projects: Array<
    Pick<Project, 'name' | 'dir' | 'workspace'> & { status: ProjectStatus }
  >;
}

/** A plan that waits to be applied. */
export interface PendingPlan {
  repository: string;
  iid: number;
  project: Project;
  plan: Plan;
  /** State of the stack that it was made against. */
  serial: number;
  /** Head of the target branch that was merged in. */
  base: string;
  module: string;
  automerge: boolean;
}

/** Who may apply a project, until that is merged. */
export interface ProjectLock {
  repository: string;
  project: Pick<Project, 'name' | 'dir' | 'workspace'>;
  iid: number;
  url: string;
  user: string;
  time: string;
}

/** What a plan or an apply printed. */
export interface JobOutput {
  id: number;
  repository: string;
  iid: number;
  dir: string;
  command: 'plan' | 'apply';
  outcome: 'success' | 'failed';
  output: string;
  time: string;
}

const KEPT_JOBS = 200;

/** What Atlantis keeps on disk. */
export class AtlantisState {
  readonly #pulls;
  readonly #plans;
  readonly #locks;
  readonly #outputs;
  readonly #jobs;

  constructor(private readonly store: DocumentStore) {
    this.#pulls = store.collection<PullStatus>('atlantis.pulls');
    this.#plans = store.collection<PendingPlan>('atlantis.plans');
    this.#locks = store.collection<ProjectLock>('atlantis.locks');
    this.#outputs = store.collection<object>('atlantis.outputs');
    this.#jobs = store.collection<JobOutput>('atlantis.jobs');
  }

  pull(repository: string, iid: number): PullStatus | undefined {
    return this.#pulls.get(`${repository}!${iid}`);
  }

  /** Adds results; those of another commit are forgotten. */
  record(
    pull: Omit<PullStatus, 'projects'>,
    results: PullStatus['projects'],
  ): PullStatus {
    const before = this.pull(pull.repository, pull.iid);
    const known = before?.headCommit === pull.headCommit ? before.projects : [];
    const isNew = (one: PullStatus['projects'][number]) =>
      !results.some(
        other =>
          other.dir === one.dir &&
          other.workspace === one.workspace &&
          other.name === one.name,
      );
    const status = { ...pull, projects: [...known.filter(isNew), ...results] };
    this.#pulls.set(`${pull.repository}!${pull.iid}`, status);
    return status;
  }

  plans(repository: string, iid: number): PendingPlan[] {
    return this.#plans
      .values()
      .filter(each => each.repository === repository && each.iid === iid)
      .map(each => ({ ...each, plan: revivePlan(each.plan) }));
  }

  keepPlan(plan: PendingPlan) {
    this.#plans.set(planKey(plan), JSON.parse(JSON.stringify(plan)));
  }

  dropPlan(plan: PendingPlan) {
    this.#plans.delete(planKey(plan));
  }

  dropPlans(repository: string, iid: number) {
    for (const plan of this.plans(repository, iid)) {
      this.dropPlan(plan);
    }
  }

  locks(): Array<[string, ProjectLock]> {
    return this.#locks.entries();
  }

  /** Takes the lock, or returns the one that another merge request holds. */
  lock(lock: ProjectLock): ProjectLock | undefined {
    const key = lockKey(lock);
    const held = this.#locks.get(key);
    if (held && held.iid !== lock.iid) {
      return held;
    }
    this.#locks.set(key, held ?? lock);
    return undefined;
  }

  unlock(key: string): ProjectLock | undefined {
    const lock = this.#locks.get(key);
    this.#locks.delete(key);
    return lock;
  }

  /** Frees all that a merge request has locked. */
  unlockPull(repository: string, iid: number): ProjectLock[] {
    return this.locks().flatMap(([key, lock]) =>
      lock.repository === repository && lock.iid === iid
        ? [this.unlock(key)!]
        : [],
    );
  }

  /** Marks what was planned and is no more. */
  discard(repository: string, iid: number) {
    const status = this.pull(repository, iid);
    this.dropPlans(repository, iid);
    if (status) {
      this.record(
        status,
        status.projects.map(each => ({ ...each, status: 'plan_discarded' })),
      );
    }
  }

  /** Forgets a merge request that is closed. */
  forget(repository: string, iid: number) {
    this.dropPlans(repository, iid);
    this.#pulls.delete(`${repository}!${iid}`);
  }

  /** Outputs of a stack since its last apply. */
  outputs(stack: string): Record<string, Value> | undefined {
    const outputs = this.#outputs.get(stack);
    return outputs && (revive(outputs) as Record<string, Value>);
  }

  keepOutputs(stack: string, outputs: Record<string, Value>) {
    this.#outputs.set(stack, JSON.parse(JSON.stringify(outputs)));
  }

  addJob(job: Omit<JobOutput, 'id' | 'time'>): JobOutput {
    const id = this.store.next('atlantis.jobs');
    const kept = { ...job, id, time: new Date().toISOString() };
    this.#jobs.set(String(id), kept);
    this.#jobs.delete(String(id - KEPT_JOBS));
    return kept;
  }

  job(id: string): JobOutput | undefined {
    return this.#jobs.get(id);
  }

  jobs(): JobOutput[] {
    return this.#jobs.values();
  }
}

export function lockKey({ repository, project }: ProjectLock): string {
  return [repository, project.dir, project.workspace, project.name]
    .filter(Boolean)
    .join('/');
}

function planKey({ repository, iid, project }: PendingPlan): string {
  return `${repository}!${iid}:${project.dir}:${project.workspace}:${project.name}`;
}

function revivePlan(plan: Plan): Plan {
  return {
    outputs: revive(plan.outputs) as Plan['outputs'],
    changes: plan.changes.map(change => ({
      ...change,
      ...(change.before && { before: revive(change.before) as any }),
      ...(change.after && { after: revive(change.after) as any }),
    })),
  };
}
