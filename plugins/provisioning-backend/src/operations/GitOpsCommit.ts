import { ConflictError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { isUpstreamError } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { StoredResource } from '../database/RunStore';
import { explainCharts, findChartsRevision } from './findChartsRevision';
import {
  applicationResource,
  compareWithGitOps,
  declaredApplications,
  filesResource,
  type GitOpsChange,
  isServiceFile,
  namespaceResource,
} from './gitopsPlan';
import { commitMessage, RUN_LABEL } from './marks';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
  RunFacts,
} from './Operation';
import { templateValues } from './templateValues';
import { toPreviewFile } from './toPreviewFile';

const inputSchema = z.object({
  /** Folder of the template that goes into the GitOps repository. */
  source: z.string().default('./gitops'),
  values: z.record(z.string(), z.any()).default({}),
});

const ATTEMPTS = 5;
const FREE_WITHIN_MS = 120_000;
const POLL_MS = 500;

/**
 * Declares the service, and its team's namespaces when they aren't there yet, with one commit in the GitOps
 * repository. What follows from the commit (applications, namespaces) is written to the ledger first, so that an undo
 * removes the files before it waits for their consequences to vanish.
 */
export class GitOpsCommit implements Operation {
  readonly id = 'runway:gitops:commit';

  async plan(input: JsonObject, context: PlanContext): Promise<Plan> {
    const { facts, upstreams } = context;
    const changes = await this.#changes(input, context, 'preview0');
    const applications = declaredApplications(changes.map(c => c.file)).map(
      application => ({
        ...applicationResource(upstreams, application),
        effect: effectOf(changes, path => path === application.path),
      }),
    );
    const namespaces = upstreams.environments.map(environment => ({
      ...namespaceResource(facts, environment),
      effect: effectOf(
        changes,
        path => path === `tenants/${facts.team}/${environment.name}.yaml`,
      ),
    }));
    const files = partsOf(changes, facts).map(part => ({
      ...filesResource(upstreams, facts, part),
      effect: effectOf(
        changes,
        path => isServiceFile(path, facts) === (part === 'service'),
      ),
    }));
    return {
      resources: [...files, ...namespaces, ...applications].map(
        ({ kind, system, key, title, environment, effect }) => ({
          kind,
          system,
          key,
          title,
          environment,
          effect,
        }),
      ),
      files: changes
        .filter(change => change.effect !== 'use')
        .map(change => toPreviewFile(upstreams.gitops.project, change.file)),
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const imageTag = await imageTagOf(context);
    await this.#waitForRemoval(context);
    const changes = await this.#changes(input, context, imageTag);
    await this.#intendConsequences(context, changes);
    // The namespaces first: the service needs them.
    for (const part of partsOf(changes, context.facts).reverse()) {
      await this.#commit(input, context, imageTag, { part, changes });
    }
    await this.#nudgeArgoCd(context);
    return imageTag ? { imageTag } : {};
  }

  /**
   * Namespaces that an undo is taking back must not be counted on. The undo in turn leaves them to a run that was there
   * before it looked (see GitOpsFilesDriver): each writes to the ledger first and looks at the other's row then, so at least one
   * of the two sees the other.
   */
  async #waitForRemoval(context: OperationContext) {
    const { facts, upstreams, signal } = context;
    const files = filesResource(upstreams, facts, 'tenant');
    const deadline = Date.now() + FREE_WITHIN_MS;
    for (;;) {
      const rival = await context.removedBy(files);
      if (!rival) {
        return;
      }
      if (Date.now() > deadline) {
        throw new ConflictError(
          `The undo of ${rival} is still taking back the namespaces of ${facts.team}. Press Retry once it has ended.`,
        );
      }
      await context.waitFor(
        `The undo of ${rival}, which takes back the namespaces of ${facts.team}`,
      );
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  async #changes(
    input: JsonObject,
    context: PlanContext,
    imageTag: string | undefined,
  ): Promise<GitOpsChange[]> {
    const { source, values } = inputSchema.parse(input);
    const { upstreams } = context;
    const chartsRevision = await findChartsRevision(upstreams, context);
    if (!chartsRevision) {
      throw new ConflictError(explainCharts(upstreams));
    }
    const files = await context.files.render({
      baseUrl: context.facts.templateBaseUrl,
      source,
      values: templateValues(context.facts, upstreams, {
        ...values,
        ...(imageTag ? { imageTag } : {}),
        chartsRevision,
      }),
    });
    const changes = await compareWithGitOps(context, files);
    const isAboutService = changes.some(({ file }) =>
      isServiceFile(file.path, context.facts),
    );
    if (isAboutService && !imageTag) {
      throw new ConflictError(
        'The service has no first commit yet: the template must publish the repository before it commits to GitOps.',
      );
    }
    if (!isAboutService && changes.every(({ effect }) => effect === 'use')) {
      throw new ConflictError(
        `The team ${context.facts.team} has its namespaces already: its files in ${context.upstreams.gitops.project} were not made by this run.`,
      );
    }
    const taken = changes.find(
      change =>
        change.effect === 'use' &&
        isServiceFile(change.file.path, context.facts),
    );
    if (taken) {
      throw new ConflictError(
        `${taken.file.path} exists in the GitOps repository and was not made by this run. Choose another name for the service.`,
      );
    }
    return changes;
  }

  async #intendConsequences(
    context: OperationContext,
    changes: GitOpsChange[],
  ) {
    const { facts, upstreams, signal } = context;
    for (const environment of upstreams.environments) {
      await context.ensure(
        namespaceResource(facts, environment),
        async known => {
          if (known.state !== 'intended') {
            return { state: known.state === 'shared' ? 'shared' : 'present' };
          }
          const namespace = await upstreams
            .kubernetes(environment.cluster)
            .findNamespace(known.key, { signal });
          return {
            state:
              namespace && namespace.metadata.labels?.[RUN_LABEL] !== facts.id
                ? 'shared'
                : 'intended',
          };
        },
      );
    }
    for (const application of declaredApplications(changes.map(c => c.file))) {
      const effect = effectOf(changes, path => path === application.path);
      await context.ensure(
        applicationResource(upstreams, application),
        async known => ({
          state: effect === 'use' ? 'shared' : stateBefore(known),
          details: { project: application.project },
        }),
      );
    }
  }

  async #commit(
    input: JsonObject,
    context: OperationContext,
    imageTag: string | undefined,
    first: { part: 'service' | 'tenant'; changes: GitOpsChange[] },
  ) {
    const { facts, upstreams, signal } = context;
    const { instance, project, branch } = upstreams.gitops;
    const { part } = first;
    await context.ensure(filesResource(upstreams, facts, part), async () => {
      let { changes } = first;
      for (let attempt = 1; ; attempt++) {
        const ours = changes.filter(
          ({ file, effect }) =>
            isServiceFile(file.path, facts) === (part === 'service') &&
            effect !== 'use',
        );
        const writes = ours.filter(change => change.effect !== 'same');
        const details = { project, paths: ours.map(c => c.file.path) };
        if (writes.length === 0) {
          return { state: ours.length ? 'present' : 'shared', details };
        }
        try {
          const commit = await upstreams.gitlab(instance).commit(
            {
              project,
              branch,
              message: commitMessage(
                part === 'service'
                  ? `Add ${facts.name} of ${facts.team}`
                  : `Add the namespaces of ${facts.team}`,
                facts,
              ),
              authorName: facts.requester.name,
              authorEmail: facts.requester.email,
              actions: writes.map(({ file, effect }) => ({
                action: effect === 'create' ? 'create' : 'update',
                ...file,
              })),
            },
            { signal },
          );
          context.log(`Committed ${writes.length} files: ${commit.webUrl}`);
          return {
            url: commit.webUrl,
            details: { ...details, commitId: commit.id },
          };
        } catch (error) {
          // Somebody else's commit came first, or nobody knows whether ours took effect: look again.
          const lookAgain =
            isUpstreamError(error) &&
            (error.outcomeUnknown ||
              ['ConflictError', 'InputError'].includes(error.name));
          if (!lookAgain || attempt === ATTEMPTS) {
            throw error;
          }
          context.log(
            `Looking at the GitOps repository again: ${error.message}`,
          );
          changes = await this.#changes(input, context, imageTag);
        }
      }
    });
  }

  /** Argo CD looks at Git every few minutes by itself, or when a webhook tells it; asking saves the wait. */
  async #nudgeArgoCd({ upstreams, signal, log }: OperationContext) {
    await Promise.all(
      upstreams.environments.map(environment =>
        upstreams
          .argocd(environment.argocd)
          .application(
            `root-${environment.name}`,
            { refresh: 'normal' },
            { signal },
          )
          .catch(error =>
            log(`Argo CD will look at ${environment.name} later: ${error}`),
          ),
      ),
    );
  }
}

/** A retry keeps what an earlier attempt has confirmed. */
function stateBefore({ state }: StoredResource) {
  return state === 'present' ? 'present' : 'intended';
}

/** What the template declares; a run may be about the team's namespaces alone. */
function partsOf(changes: GitOpsChange[], facts: RunFacts) {
  return (['service', 'tenant'] as const).filter(part =>
    changes.some(
      ({ file }) => isServiceFile(file.path, facts) === (part === 'service'),
    ),
  );
}

function effectOf(
  changes: GitOpsChange[],
  matches: (path: string) => boolean,
): 'create' | 'use' {
  return changes.some(
    change => matches(change.file.path) && change.effect !== 'use',
  )
    ? 'create'
    : 'use';
}

/** The image that the first pipeline pushes is named after the first commit; a run without a repository has none. */
async function imageTagOf(
  context: OperationContext,
): Promise<string | undefined> {
  const rows = await context.resources();
  const commitId = rows.find(row => row.kind === 'gitlab-project')?.details
    .commitId;
  return typeof commitId === 'string' ? commitId.slice(0, 8) : undefined;
}
