import type { JobDefinition } from '../state/PipelineModel';
import { CiError } from './CiError';
import type { CiConfig, CiJob } from './compileCiConfig';
import { matchRule, type RuleContext } from './compileRules';
import { expandVariables } from './expandVariables';

export interface PlannedPipeline {
  name: string | null;
  variables: Record<string, string>;
  jobs: JobDefinition[];
}

/** Names for what `only` and `except` may list besides branches and tags. */
export interface RefFacts {
  branch?: string;
  tag?: string;
  source: string;
}

/**
 * Decides which jobs a pipeline has. Undefined when the workflow's rules want no pipeline.
 * @throws CiError when a job needs one that isn't there
 */
export async function planJobs(
  config: CiConfig,
  facts: RefFacts,
  context: RuleContext,
): Promise<PlannedPipeline | undefined> {
  let variables = { ...config.variables };
  const scope = (more: Record<string, string>) => ({
    ...context,
    variables: { ...variables, ...more, ...context.variables },
  });
  if (config.workflowRules) {
    const rule = await matchRule(config.workflowRules, scope({}));
    if (!rule || rule.when === 'never') {
      return undefined;
    }
    variables = { ...variables, ...rule.variables };
  }
  const jobs: JobDefinition[] = [];
  for (const job of config.jobs) {
    const planned = await planJob(
      job,
      facts,
      scope(job.variables),
      config.workflowRules !== undefined,
    );
    if (planned) {
      jobs.push(planned);
    }
  }
  checkNeeds(config, jobs);
  return {
    name:
      config.workflowName === null
        ? null
        : expandVariables(config.workflowName, scope({}).variables),
    variables,
    jobs,
  };
}

async function planJob(
  job: CiJob,
  facts: RefFacts,
  context: RuleContext,
  hasWorkflowRules: boolean,
): Promise<JobDefinition | undefined> {
  let { when, allowFailure } = job;
  let { variables } = job;
  if (job.rules) {
    const rule = await matchRule(job.rules, context);
    if (!rule) {
      return undefined;
    }
    when = rule.when ?? when;
    allowFailure = rule.allowFailure ?? allowFailure ?? false;
    variables = { ...variables, ...rule.variables };
  } else {
    // Without rules and `only`, a job runs for branches and tags, not for merge requests.
    const only =
      job.only ?? (hasWorkflowRules ? undefined : ['branches', 'tags']);
    if (only && !only.some(ref => matchesRef(ref, facts))) {
      return undefined;
    }
    if (job.except?.some(ref => matchesRef(ref, facts))) {
      return undefined;
    }
  }
  if (when === 'never') {
    return undefined;
  }
  return {
    name: job.name,
    stage: job.stage,
    when,
    // A manual job only holds its pipeline up when it says so, or has rules.
    allowFailure: allowFailure ?? when === 'manual',
    needs: job.needs,
    image: job.image,
    beforeScript: job.beforeScript,
    script: job.script,
    afterScript: job.afterScript,
    variables,
    environment: job.environment,
    tags: job.tags,
    dotenv: job.dotenv,
    retry: job.retry,
  };
}

function matchesRef(ref: string, facts: RefFacts): boolean {
  switch (ref) {
    case 'branches':
      return facts.branch !== undefined;
    case 'tags':
      return facts.tag !== undefined;
    case 'merge_requests':
      return facts.source === 'merge_request_event';
    case 'pushes':
      return facts.source === 'push';
    case 'api':
    case 'web':
    case 'triggers':
    case 'schedules':
      return facts.source === ref.replace(/s$/, '');
    default: {
      const name = facts.branch ?? facts.tag ?? '';
      const pattern = /^\/(.+)\/(i?)$/.exec(ref);
      return pattern
        ? new RegExp(pattern[1], pattern[2]).test(name)
        : name === ref;
    }
  }
}

function checkNeeds(config: CiConfig, jobs: JobDefinition[]) {
  const planned = new Map(jobs.map(job => [job.name, job]));
  const order = (stage: string) => config.stages.indexOf(stage);
  for (const job of jobs) {
    for (const need of job.needs ?? []) {
      const target = planned.get(need.job);
      if (!target && !need.optional) {
        throw new CiError(
          `'${job.name}' job needs '${need.job}' job, but '${need.job}' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.`,
        );
      }
      if (target && order(target.stage) > order(job.stage)) {
        throw new CiError(
          `${job.name} job: need ${need.job} is not defined in current or prior stages`,
        );
      }
    }
  }
}
