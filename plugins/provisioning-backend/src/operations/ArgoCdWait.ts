import type { JsonObject } from '@backstage/types';
import type { ArgoCdApplication } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { StoredResource } from '../database/RunStore';
import { RUN_LABEL } from './marks';
import type { Operation, OperationContext, Plan } from './Operation';
import { StepFailedError } from './StepFailedError';

const inputSchema = z.object({
  /** Where the service must be Healthy; left out when the run makes namespaces alone. */
  environment: z.string().optional(),
});

const POLL_MS = 500;
const TIMEOUT_MS = 15 * 60_000;
/** How long a problem must last before the step gives up: a rollout passes through Degraded. */
const PATIENCE_MS = 60_000;

/** Waits until Argo CD has made what Git declares, and the service is Healthy in the environment. */
export class ArgoCdWait implements Operation {
  readonly id = 'runway:argocd:wait';

  async plan(): Promise<Plan> {
    return { resources: [], files: [] };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const { environment } = inputSchema.parse(input);
    const rows = await context.resources();
    const applications = rows.filter(
      row => row.kind === 'argocd-application' && row.state !== 'shared',
    );
    for (const row of applications) {
      await this.#waitForApplication(context, row);
    }
    for (const row of rows) {
      if (row.kind === 'namespace' && row.state === 'intended') {
        await this.#confirmNamespace(context, row);
      }
    }
    const service = applications.find(
      row => row.environment === environment && !row.key.startsWith('tenant-'),
    );
    return service
      ? {
          applicationUrl: applicationUrl(context, service),
          application: service.key,
        }
      : {};
  }

  async #waitForApplication(context: OperationContext, row: StoredResource) {
    const { upstreams, signal } = context;
    const argocd = upstreams.argocd(row.instance);
    const project = String(row.details.project);
    const deadline = Date.now() + TIMEOUT_MS;
    let problemSince: number | undefined;
    while (Date.now() < deadline) {
      const application = await argocd.findApplication(
        row.key,
        { project },
        { signal },
      );
      if (isDone(application)) {
        context.log(`${row.key} is Synced and Healthy`);
        await context.ensure(row, async () => ({
          url: applicationUrl(context, row),
          details: row.details,
        }));
        return;
      }
      const problem = application && problemOf(application);
      problemSince = problem ? problemSince ?? Date.now() : undefined;
      if (problem && Date.now() - problemSince! > PATIENCE_MS) {
        throw new StepFailedError(
          `${row.key} can't become Healthy: ${problem}`,
          'Open the application in Argo CD, correct the cause with a commit, then press Retry.',
          'argocd',
        );
      }
      await context.waitFor(describe(row.key, application));
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new StepFailedError(
      `${row.key} is not Healthy after ${TIMEOUT_MS / 60_000} minutes.`,
      'Open the application in Argo CD to see what it waits for, then press Retry.',
      'argocd',
    );
  }

  async #confirmNamespace(context: OperationContext, row: StoredResource) {
    const namespace = await context.upstreams
      .kubernetes(row.instance)
      .findNamespace(row.key, { signal: context.signal });
    if (!namespace) {
      throw new StepFailedError(
        `The namespace ${row.key} is not on cluster ${row.instance}, although Argo CD says it is.`,
        'Press Retry. When it stays so, the platform team should look at the cluster.',
        'kubernetes',
      );
    }
    const ours = namespace.metadata.labels?.[RUN_LABEL] === context.facts.id;
    await context.ensure(row, async () => ({
      state: ours ? 'present' : 'shared',
    }));
  }
}

function applicationUrl({ upstreams }: OperationContext, row: StoredResource) {
  return `${upstreams.argocd(row.instance).webUrl}/applications/${row.key}`;
}

function isDone(application: ArgoCdApplication | undefined) {
  return (
    application?.status.sync?.status === 'Synced' &&
    application.status.health?.status === 'Healthy'
  );
}

/** What stands in the way for good, as far as Argo CD can tell. */
function problemOf({ status }: ArgoCdApplication): string | undefined {
  const condition = status.conditions?.find(({ type }) =>
    type.endsWith('Error'),
  );
  if (condition) {
    return condition.message;
  }
  const { phase, message } = status.operationState ?? {};
  if (phase === 'Failed' || phase === 'Error') {
    return message ?? `the sync ended with ${phase}`;
  }
  if (status.health?.status === 'Degraded') {
    const culprit = status.resources?.find(
      resource => resource.health?.status === 'Degraded',
    );
    return culprit
      ? `${culprit.kind} ${culprit.name}: ${
          culprit.health?.message ?? 'degraded'
        }`
      : 'it is Degraded';
  }
  return undefined;
}

function describe(name: string, application: ArgoCdApplication | undefined) {
  if (!application) {
    return `Argo CD to notice ${name} in Git`;
  }
  const { sync, health } = application.status;
  const waiting = application.status.resources?.find(
    resource => resource.health?.status && resource.health.status !== 'Healthy',
  );
  const detail = waiting
    ? `: ${waiting.kind} ${waiting.name} is ${waiting.health?.status}${
        waiting.health?.message ? ` (${waiting.health.message})` : ''
      }`
    : '';
  return `${name} is ${sync?.status ?? 'unknown'} and ${
    health?.status ?? 'unknown'
  }${detail}`;
}
