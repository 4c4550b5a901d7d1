export type PipelineStatus =
  | 'created'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'skipped'
  | 'manual';

export type PipelineSource =
  | 'push'
  | 'web'
  | 'api'
  | 'schedule'
  | 'trigger'
  | 'merge_request_event';

export interface Pipeline {
  id: number;
  iid: number;
  projectId: number;
  name: string | null;
  ref: string;
  tag: boolean;
  sha: string;
  beforeSha: string;
  source: PipelineSource;
  status: PipelineStatus;
  userId: number;
  variables: Array<{ key: string; value: string; variable_type: string }>;
  /** Values of the file's `variables:` and of `workflow:rules`. */
  yamlVariables: Record<string, string>;
  stages: string[];
  yamlErrors: string | null;
  mergeRequestIid: number | null;
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export type JobWhen =
  | 'on_success'
  | 'on_failure'
  | 'always'
  | 'manual'
  | 'delayed'
  | 'never';

/** What `.gitlab-ci.yml` says of a job, after includes, inheritance and rules. */
export interface JobDefinition {
  name: string;
  stage: string;
  when: JobWhen;
  allowFailure: boolean;
  /** Jobs it waits for; undefined = all of the earlier stages. */
  needs?: Array<{ job: string; optional: boolean }>;
  image: string | null;
  beforeScript: string[];
  script: string[];
  afterScript: string[];
  variables: Record<string, string>;
  environment: { name: string; url?: string; action: string } | null;
  tags: string[];
  /** Files of `artifacts:reports:dotenv`: variables for the jobs after it. */
  dotenv?: string[];
  /** How often it is run again after a failure, and after which ones. */
  retry: { max: number; when: string[] };
}

export interface Job {
  id: number;
  pipelineId: number;
  projectId: number;
  status: PipelineStatus;
  definition: JobDefinition;
  /** A newer run of the same job replaced this one. */
  retried: boolean;
  userId: number;
  failureReason: string | null;
  deploymentId: number | null;
  /** What its dotenv files said at its end. */
  dotenv?: Record<string, string>;
  createdAt: string;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface JobTrace {
  jobId: number;
  text: string;
}
