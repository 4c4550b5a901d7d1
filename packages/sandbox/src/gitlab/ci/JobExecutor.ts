import { createHash } from 'node:crypto';
import { readCommits } from '../git/GitHistory';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { ContainerRegistry } from '../registry/ContainerRegistry';
import { controlCommands } from '../shell/commands/controlCommands';
import { fileCommands } from '../shell/commands/fileCommands';
import { ImageCommands } from '../shell/commands/ImageCommands';
import { imitatedTools } from '../shell/commands/imitatedTools';
import { textCommands } from '../shell/commands/textCommands';
import { GitCommand } from '../shell/git/GitCommand';
import { GitWorkingCopy } from '../shell/git/GitWorkingCopy';
import { ShellExit } from '../shell/ShellControl';
import { ShellSession } from '../shell/ShellSession';
import { ShellSyntaxError } from '../shell/ShellSyntax';
import { VirtualFiles } from '../shell/VirtualFiles';
import type { Project } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { Job, Pipeline } from '../state/PipelineModel';
import type { CiVariables, JobVariables } from './CiVariables';
import { expandVariables } from './expandVariables';
import { JobLog } from './JobLog';
import type { JobRemotes } from './JobRemotes';
import { pipelineFacts } from './pipelineFacts';

/** Project variable that makes a job fail, by its name. */
export const failJobVariable = 'RUNWAY_SANDBOX_FAIL_JOB';

export type JobOutcome =
  | { status: 'success'; dotenv: Record<string, string> }
  | { status: 'failed'; reason: string };

/** Runs the scripts of jobs in the simulation and writes their logs. */
export class JobExecutor {
  constructor(
    private readonly state: GitLabState,
    private readonly storage: RepositoryStorage,
    private readonly variables: CiVariables,
    private readonly remotes: JobRemotes,
    private readonly registry: ContainerRegistry,
  ) {}

  /** What a log shows while the job runs. */
  async begin(job: Job): Promise<void> {
    const { project, pipeline } = this.#contextOf(job);
    const variables = await this.#variablesOf(project, pipeline, job);
    const log = new JobLog(variables.secrets);
    writeHeader(log, job, pipeline, variables);
    this.state.traces.put({ jobId: job.id, text: log.text });
  }

  /** Runs the scripts; what they push, to Git or the registry, is really there afterwards. */
  async execute(job: Job): Promise<JobOutcome> {
    const { project, pipeline } = this.#contextOf(job);
    const { definition } = job;
    const variables = await this.#variablesOf(project, pipeline, job);
    const log = new JobLog(variables.secrets);
    writeHeader(log, job, pipeline, variables);

    const scripts = [...definition.beforeScript, ...definition.script];
    const context = { project, pipeline, variables, log };
    let code = 1;
    let dotenv = {};
    if (variables.values[failJobVariable] === definition.name) {
      log.line(`${failJobVariable} names this job: it fails without running.`);
    } else {
      const session = await this.#session(context);
      code = await this.#runScript(session, scripts, log);
      dotenv = await readDotenv(session, definition.dotenv ?? []);
    }
    if (definition.afterScript.length > 0) {
      log.line('Running after_script');
      await this.#runScript(
        await this.#session(context),
        definition.afterScript,
        log,
      );
    }
    log.line(
      code === 0
        ? 'Job succeeded'
        : `ERROR: Job failed: command terminated with exit code ${code}`,
    );
    this.state.traces.put({ jobId: job.id, text: log.text });
    return code === 0
      ? { status: 'success', dotenv }
      : { status: 'failed', reason: 'script_failure' };
  }

  async #runScript(
    session: ShellSession,
    lines: string[],
    log: JobLog,
  ): Promise<number> {
    try {
      let code = 0;
      for (const line of lines) {
        log.line(`$ ${expandKnown(line, session.variables)}`);
        code = await session.run(line);
      }
      return code;
    } catch (error) {
      if (error instanceof ShellExit) {
        return error.code;
      }
      if (error instanceof ShellSyntaxError) {
        log.line(`sh: ${error.message}`);
        return 2;
      }
      // A line that the simulation can't take must not end the sandbox: the job fails and says why.
      log.line(`The simulation failed: ${(error as Error).message}`);
      return 1;
    }
  }

  async #session({
    project,
    pipeline,
    variables,
    log,
  }: {
    project: Project;
    pipeline: Pipeline;
    variables: JobVariables;
    log: JobLog;
  }): Promise<ShellSession> {
    const files = new VirtualFiles();
    const directory = variables.values.CI_PROJECT_DIR;
    files.makeDirectory(directory);
    const git = new GitCommand(this.remotes);
    if (!['none', 'empty'].includes(variables.values.GIT_STRATEGY)) {
      const copy = new GitWorkingCopy(
        directory,
        variables.values.CI_REPOSITORY_URL,
        this.remotes.connect(
          project,
          undefined,
          variables.values.CI_PROJECT_URL,
        ),
        files,
      );
      await copy.start('HEAD', pipeline.sha);
      git.adopt(copy);
    }
    const images = new ImageCommands({
      push: image => {
        if (!this.registry.accepts(project, image)) {
          return {
            refusal: `pushing ${image}: denied: requested access to the resource is denied (this project may push below ${this.registry.prefixOf(
              project,
            )})`,
          };
        }
        this.registry.push(project, image);
        const digest = createHash('sha256').update(image).digest('hex');
        return { digest: `sha256:${digest}` };
      },
    });
    const session = new ShellSession(
      files,
      new Map(Object.entries(variables.values)),
      new Map(
        Object.entries({
          ...controlCommands,
          ...fileCommands,
          ...textCommands,
          ...images.builtins,
          ...imitatedTools,
          git: call => git.run(call),
        }),
      ),
      text => log.write(text),
    );
    session.directory = directory;
    return session;
  }

  async #variablesOf(
    project: Project,
    pipeline: Pipeline,
    job: Job,
  ): Promise<JobVariables> {
    const [commit] = await readCommits(this.storage.repository(project.id), [
      pipeline.sha,
    ]);
    const facts = pipelineFacts(this.state, project, pipeline, commit);
    return this.variables.forJob(
      { ...facts, user: this.state.users.get(job.userId) ?? facts.user },
      pipeline,
      job,
    );
  }

  #contextOf(job: Job) {
    const project = this.state.projects.get(job.projectId);
    const pipeline = this.state.pipelines.get(job.pipelineId);
    if (!project || !pipeline) {
      throw new Error(`Job ${job.id} has lost its project`);
    }
    return { project, pipeline };
  }
}

/** Variables in files of lines `NAME=value`; a file that isn't there has none. */
async function readDotenv(
  session: ShellSession,
  paths: string[],
): Promise<Record<string, string>> {
  const files = await Promise.all(
    paths.map(path => session.files.read(session.resolve(path))),
  );
  return Object.fromEntries(
    files
      .flatMap(file => file?.toString().split('\n') ?? [])
      .map(line => /^(\w+)=(.*)$/.exec(line))
      .filter(match => match !== null)
      .map(([, name, value]) => [name, value]),
  );
}

function writeHeader(
  log: JobLog,
  job: Job,
  pipeline: Pipeline,
  variables: JobVariables,
) {
  const { definition } = job;
  log.line(
    'Running with gitlab-runner 18.6.0 on the Runway sandbox: this script is simulated.',
  );
  log.line(
    '  Git, sed and image pushes have their effect in the sandbox; every other command does nothing and succeeds.',
  );
  if (definition.image) {
    log.line(
      `Using image ${expandVariables(definition.image, variables.values)}`,
    );
  }
  log.line(
    ['none', 'empty'].includes(variables.values.GIT_STRATEGY)
      ? 'Skipping Git repository setup'
      : `Checking out ${pipeline.sha.slice(0, 8)} as detached HEAD (ref is ${
          pipeline.ref
        })...`,
  );
}

/** Shows a line as it will run; variables that only the script itself sets stay as written. */
function expandKnown(line: string, variables: Map<string, string>) {
  return line
    .trimEnd()
    .replace(
      /\$(\w+)|\$\{(\w+)\}/g,
      (all, plain, braced) => variables.get(plain ?? braced) ?? all,
    );
}
