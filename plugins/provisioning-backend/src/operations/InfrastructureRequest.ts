import { stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { describeRequest } from '../infrastructure/describeRequest';
import {
  CATALOG_FILE,
  catalogResource,
  catalogTargetOf,
  directoryOf,
  environmentOf,
  renderRequest,
  requestBranch,
  requestResource,
} from '../infrastructure/infrastructurePlan';
import { stackResources, wordsOfType } from '../infrastructure/stackResources';
import { makeOnce } from './makeOnce';
import { commitMessage } from './marks';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
} from './Operation';
import { toPreviewFile } from './toPreviewFile';

const inputSchema = z.object({
  /** What is ordered, for people, such as "PostgreSQL database". */
  title: z.string().min(1),
  /** File of `stacks/` in the infrastructure repository, without `.hcl`. */
  stack: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Folder of the template that goes into the repository. */
  source: z.string().default('./infrastructure'),
  values: z.record(z.string(), z.any()).default({}),
});

export const INFRASTRUCTURE_REQUEST = 'runway:infrastructure:request';

/**
 * Orders infrastructure: a branch with the files, and a merge request that Atlantis plans. The run ends here, because no
 * step waits for a person; the request is followed until it is applied.
 */
export class InfrastructureRequest implements Operation {
  readonly id = INFRASTRUCTURE_REQUEST;

  constructor(private readonly options: { requests: DatabaseRequestStore }) {}

  async plan(input: JsonObject, context: PlanContext): Promise<Plan> {
    const { title, stack, ...rest } = inputSchema.parse(input);
    const { facts, upstreams } = context;
    const [files, types] = await Promise.all([
      renderRequest(context, rest),
      stackResources(upstreams, stack, context),
    ]);
    const planned = [
      requestResource(facts, upstreams, title),
      ...(hasCatalogFile(files) ? [catalogResource(facts, refOf(facts))] : []),
    ].map(({ kind, system, key, title: purpose, environment }) => ({
      kind,
      system,
      key,
      title: purpose,
      environment,
      effect: 'create' as const,
    }));
    return {
      resources: [
        ...planned,
        ...types.map(({ type }) => ({
          kind: 'azure-resource' as const,
          system: 'azure' as const,
          key: type,
          title: wordsOfType(type),
          environment: environmentOf(facts),
          effect: 'create' as const,
        })),
      ],
      files: files.map(file =>
        toPreviewFile(upstreams.infrastructure.project, file),
      ),
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const { title, stack, ...rest } = inputSchema.parse(input);
    const { facts, upstreams } = context;
    const { instance, project } = upstreams.infrastructure;
    const directory = directoryOf(facts);
    await stackResources(upstreams, stack, context);
    const files = await renderRequest(context, rest);
    const catalogTarget = hasCatalogFile(files)
      ? catalogTargetOf(upstreams, directory)
      : undefined;
    let iid = 0;
    const { url = '' } = await context.ensure(
      requestResource(facts, upstreams, title),
      async () => {
        const sha = await this.#commit(context, title, files);
        const opened = await this.#open(context, title);
        iid = opened.iid;
        return {
          url: opened.webUrl,
          details: {
            project,
            directory,
            iid,
            branch: requestBranch(facts.id),
            commitId: sha,
          },
        };
      },
    );
    context.log(`Merge request !${iid} is open: ${url}`);
    if (catalogTarget) {
      await context.ensure(
        catalogResource(facts, refOf(facts)),
        async known => ({
          state: known.state === 'present' ? 'present' : 'intended',
          details: { target: catalogTarget },
        }),
      );
    }
    await this.options.requests.open({
      runId: facts.id,
      environment: environmentOf(facts),
      directory,
      instance,
      project,
      branch: requestBranch(facts.id),
      iid,
      url,
      catalogTarget,
    });
    context.log('Runway follows it until it is applied.');
    return { mergeRequestUrl: url, entityRef: refOf(facts) };
  }

  /** @returns id of the branch's newest commit */
  #commit(
    context: OperationContext,
    title: string,
    files: Awaited<ReturnType<typeof renderRequest>>,
  ): Promise<string> {
    const { facts, upstreams, signal } = context;
    const { instance, project, branch: main } = upstreams.infrastructure;
    const gitlab = upstreams.gitlab(instance);
    const branch = requestBranch(facts.id);
    return findOrMake({
      find: async () =>
        (await gitlab.findBranch(project, branch, { signal }))?.commitId,
      make: async () => {
        const commit = await gitlab.commit(
          {
            project,
            branch,
            startBranch: main,
            message: commitMessage(describeRequest(facts, title).title, facts),
            authorName: facts.requester.name,
            authorEmail: facts.requester.email,
            actions: files.map(file => ({ action: 'create', ...file })),
          },
          { signal },
        );
        return commit.id;
      },
      signal,
    });
  }

  #open(context: OperationContext, title: string) {
    const { facts, upstreams, signal } = context;
    const { instance, project, branch: main } = upstreams.infrastructure;
    const gitlab = upstreams.gitlab(instance);
    const sourceBranch = requestBranch(facts.id);
    return findOrMake({
      find: async () =>
        (
          await gitlab.mergeRequests(
            project,
            { sourceBranch, limit: 1 },
            { signal },
          )
        )[0],
      make: () =>
        gitlab.createMergeRequest(
          project,
          {
            ...describeRequest(facts, title),
            sourceBranch,
            targetBranch: main,
            labels: ['runway', 'infrastructure', environmentOf(facts)],
            removeSourceBranch: true,
          },
          { signal },
        ),
      signal,
    });
  }
}

async function findOrMake<T>(
  options: Parameters<typeof makeOnce<T>>[0],
): Promise<T> {
  return (await options.find()) ?? makeOnce(options);
}

const refOf = ({ name }: { name: string }) =>
  stringifyEntityRef({ kind: 'resource', name });

const hasCatalogFile = (files: Array<{ path: string }>) =>
  files.some(({ path }) => path.endsWith(`/${CATALOG_FILE}`));
