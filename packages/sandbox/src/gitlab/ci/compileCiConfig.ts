import type { JobWhen } from '../state/PipelineModel';
import { CiError } from './CiError';
import { compileRules, type CiRule } from './compileRules';
import { deepMerge } from './mergeCiFiles';
import { isMapping, type CiMapping } from './parseCiYaml';

/** A job as written, inheritance resolved; rules are not applied yet. */
export interface CiJob {
  name: string;
  stage: string;
  when: JobWhen;
  allowFailure?: boolean;
  needs?: Array<{ job: string; optional: boolean }>;
  image: string | null;
  beforeScript: string[];
  script: string[];
  afterScript: string[];
  variables: Record<string, string>;
  rules?: CiRule[];
  only?: string[];
  except?: string[];
  environment: { name: string; url?: string; action: string } | null;
  tags: string[];
  dotenv: string[];
  retry: { max: number; when: string[] };
}

export interface CiConfig {
  stages: string[];
  variables: Record<string, string>;
  workflowRules?: CiRule[];
  workflowName: string | null;
  jobs: CiJob[];
}

const globalKeywords = new Set(
  'default image services stages types before_script after_script variables cache include workflow spec'.split(
    ' ',
  ),
);

const jobKeywords = new Set(
  'after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies environment except extends hooks identity id_tokens image inherit inputs interruptible manual_confirmation needs only pages parallel publish release resource_group retry rules run script secrets services stage start_in tags timeout trigger variables when'.split(
    ' ',
  ),
);

const inherited = [
  'image',
  'before_script',
  'after_script',
  'retry',
  'tags',
] as const;

/** Checks a merged configuration and turns it into jobs. @throws CiError in GitLab's words */
export function compileCiConfig(config: CiMapping): CiConfig {
  const stages = [
    '.pre',
    ...stageNames(config.stages ?? config.types),
    '.post',
  ];
  const entries = Object.entries(config).filter(
    ([name]) => !globalKeywords.has(name),
  );
  const jobs = entries
    .filter(([name]) => !name.startsWith('.'))
    .flatMap(([name, job]) => compileJob(name, job, config, stages));
  if (jobs.length === 0) {
    throw new CiError('jobs config should contain at least one visible job');
  }
  const workflow = isMapping(config.workflow) ? config.workflow : {};
  return {
    stages,
    variables: variableValues(config.variables, 'variables'),
    workflowRules:
      workflow.rules === undefined
        ? undefined
        : compileRules(workflow.rules, 'workflow:rules'),
    workflowName: workflow.name === undefined ? null : String(workflow.name),
    jobs,
  };
}

function compileJob(
  name: string,
  written: unknown,
  config: CiMapping,
  stages: string[],
): CiJob[] {
  if (!isMapping(written)) {
    throw new CiError(
      `jobs:${name} config should contain either a trigger or a script`,
    );
  }
  const job = extend(name, written, config, []);
  const unknown = Object.keys(job).filter(key => !jobKeywords.has(key));
  if (unknown.length > 0) {
    throw new CiError(
      `jobs:${name} config contains unknown keys: ${unknown.join(', ')}`,
    );
  }
  if (job.trigger !== undefined) {
    throw new CiError(
      `jobs:${name} trigger: downstream pipelines are not part of the sandbox`,
    );
  }
  if (job.script === undefined && job.run === undefined) {
    throw new CiError(
      `jobs:${name} config should implement the script:, run:, or trigger: keyword`,
    );
  }
  for (const key of inherited) {
    if (job[key] === undefined && inherits(job, key)) {
      const defaults = isMapping(config.default) ? config.default : {};
      job[key] = defaults[key] ?? config[key];
    }
  }
  const stage = job.stage === undefined ? 'test' : String(job.stage);
  if (!stages.includes(stage)) {
    throw new CiError(
      `${name} job: chosen stage ${stage} does not exist; available stages are ${stages.join(
        ', ',
      )}`,
    );
  }
  const compiled: CiJob = {
    name,
    stage,
    when: whenOf(name, job.when),
    allowFailure: allowFailureOf(job.allow_failure),
    needs: needsOf(name, job.needs),
    image: imageOf(job.image),
    beforeScript: scriptOf(name, 'before_script', job.before_script),
    script: scriptOf(name, 'script', job.script),
    afterScript: scriptOf(name, 'after_script', job.after_script),
    variables: variableValues(job.variables, `jobs:${name}:variables`),
    rules:
      job.rules === undefined
        ? undefined
        : compileRules(job.rules, `jobs:${name}:rules`),
    only: refsOf(job.only),
    except: refsOf(job.except),
    environment: environmentOf(job.environment),
    tags: Array.isArray(job.tags) ? job.tags.map(String) : [],
    dotenv: dotenvOf(job.artifacts),
    retry: retryOf(job.retry),
  };
  const count = typeof job.parallel === 'number' ? job.parallel : 1;
  return count === 1
    ? [compiled]
    : Array.from({ length: count }, (_value, index) => ({
        ...compiled,
        name: `${name} ${index + 1}/${count}`,
        variables: {
          ...compiled.variables,
          CI_NODE_INDEX: String(index + 1),
          CI_NODE_TOTAL: String(count),
        },
      }));
}

function extend(
  name: string,
  job: CiMapping,
  config: CiMapping,
  seen: string[],
): CiMapping {
  if (job.extends === undefined) {
    return { ...job };
  }
  const { extends: parents, ...own } = job;
  let base: CiMapping = {};
  for (const parent of [parents].flat().map(String)) {
    const written = config[parent];
    if (seen.includes(parent)) {
      throw new CiError(`${name}: circular dependency detected in \`extends\``);
    }
    if (!isMapping(written)) {
      throw new CiError(`${name}: unknown keys in \`extends\` (${parent})`);
    }
    base = deepMerge(base, extend(parent, written, config, [...seen, parent]));
  }
  return deepMerge(base, own);
}

function inherits(job: CiMapping, key: string) {
  const { inherit } = job;
  const setting = isMapping(inherit) ? inherit.default : undefined;
  return Array.isArray(setting) ? setting.includes(key) : setting !== false;
}

function stageNames(stages: unknown): string[] {
  if (stages === undefined) {
    return ['build', 'test', 'deploy'];
  }
  if (!Array.isArray(stages)) {
    throw new CiError('stages config should be an array of strings');
  }
  return stages
    .map(String)
    .filter(stage => stage !== '.pre' && stage !== '.post');
}

/** Values of `variables:`, which may be written with a description. */
export function variableValues(
  written: unknown,
  where: string,
): Record<string, string> {
  if (written === undefined || written === null) {
    return {};
  }
  if (!isMapping(written)) {
    throw new CiError(`${where} config should be a hash of key value pairs`);
  }
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      String((isMapping(value) ? value.value : value) ?? ''),
    ]),
  );
}

function whenOf(name: string, when: unknown): JobWhen {
  const value = (when ?? 'on_success') as JobWhen;
  const known = [
    'on_success',
    'on_failure',
    'always',
    'manual',
    'delayed',
    'never',
  ];
  if (!known.includes(value)) {
    throw new CiError(
      `${name} job: when should be one of: ${known.join(', ')}`,
    );
  }
  return value;
}

/** Exit codes are not simulated, so a list of those that may fail counts as "may fail". */
export function allowFailureOf(written: unknown): boolean | undefined {
  if (written === undefined) {
    return undefined;
  }
  return isMapping(written) ? true : Boolean(written);
}

function needsOf(name: string, written: unknown) {
  if (written === undefined) {
    return undefined;
  }
  return [written].flat().flatMap(need => {
    if (typeof need === 'string') {
      return [{ job: need, optional: false }];
    }
    if (!isMapping(need)) {
      throw new CiError(`jobs:${name}:needs config is not a list of jobs`);
    }
    // Needs of other projects or pipelines only fetch artifacts.
    return need.job === undefined || need.project || need.pipeline
      ? []
      : [{ job: String(need.job), optional: need.optional === true }];
  });
}

function imageOf(written: unknown): string | null {
  const name = isMapping(written) ? written.name : written;
  return name === undefined || name === null ? null : String(name);
}

function scriptOf(name: string, keyword: string, written: unknown): string[] {
  const lines = written === undefined || written === null ? [] : [written];
  return (lines.flat(10) as unknown[]).map(line => {
    if (typeof line !== 'string' && typeof line !== 'number') {
      throw new CiError(
        `jobs:${name}:${keyword} config should be a string or a nested array of strings up to 10 levels deep`,
      );
    }
    return String(line);
  });
}

function refsOf(written: unknown): string[] | undefined {
  if (written === undefined) {
    return undefined;
  }
  const refs = isMapping(written) ? written.refs ?? [] : written;
  return [refs].flat().map(String);
}

function environmentOf(written: unknown): CiJob['environment'] {
  if (written === undefined || written === null) {
    return null;
  }
  if (!isMapping(written)) {
    return { name: String(written), action: 'start' };
  }
  return {
    name: String(written.name),
    url: written.url === undefined ? undefined : String(written.url),
    action: String(written.action ?? 'start'),
  };
}

/** Files of variables among the artifacts. What else there is of artifacts stays with the job. */
function dotenvOf(artifacts: unknown): string[] {
  const reports = isMapping(artifacts) ? artifacts.reports : undefined;
  const files = isMapping(reports) ? reports.dotenv : undefined;
  return [files ?? []].flat().map(String);
}

function retryOf(written: unknown): CiJob['retry'] {
  const setting = isMapping(written) ? written : { max: written ?? 0 };
  return {
    max: Number(setting.max ?? 0),
    when: [setting.when ?? 'always'].flat().map(String),
  };
}
