import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredResource } from '../database/RunStore';
import { RUN_LABEL } from '../operations/marks';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

const GONE_WITHIN_MS = 90_000;
const POLL_MS = 400;

/**
 * Argo CD removes an application once its file is gone from Git. This driver watches it go and deletes nothing itself:
 * Git is the truth, and whatever is deleted behind its back comes back.
 */
export class ArgoCdApplicationDriver implements ResourceDriver {
  readonly kind = 'argocd-application';

  async remove(
    { key, instance, details }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const argocd = upstreams.argocd(instance);
    const project = String(details.project);
    const deadline = Date.now() + GONE_WITHIN_MS;
    for (;;) {
      const application = await argocd.findApplication(
        key,
        { project },
        { signal },
      );
      if (!application) {
        return { state: 'undone' };
      }
      if (application.metadata.annotations?.[RUN_LABEL] !== run.id) {
        return {
          state: 'kept',
          reason:
            'It does not carry the mark of this run, so it is left alone.',
        };
      }
      if (await isStillDeclared(key, { run, upstreams, signal })) {
        return {
          state: 'kept',
          reason: 'Its file is still in the GitOps repository.',
        };
      }
      if (Date.now() > deadline) {
        throw new Error(
          `Argo CD has not removed ${key} after ${
            GONE_WITHIN_MS / 1000
          } seconds, although its file is gone from Git.`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  async inspect(
    {
      key,
      instance,
      details,
    }: Pick<StoredResource, 'key' | 'instance' | 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const argocd = survey.upstreams.argocd(instance);
    const project =
      typeof details.project === 'string' ? details.project : undefined;
    const application =
      (await survey.applications(instance)).get(key) ??
      (await argocd.findApplication(
        key,
        { project },
        { signal: survey.signal },
      ));
    if (!application || application.metadata.deletionTimestamp) {
      return {
        state: 'missing',
        message: `Argo CD has no application ${key} any more.`,
      };
    }
    return application.metadata.annotations?.[RUN_LABEL] === run.id
      ? { state: 'present', url: `${argocd.webUrl}/applications/${key}` }
      : {
          state: 'foreign',
          message: `The application ${key} does not carry the mark of this run.`,
        };
  }
}

/** A namespace goes with its tenant application; this driver watches it go. */
export class NamespaceDriver implements ResourceDriver {
  readonly kind = 'namespace';

  async remove(
    { key, instance, environment }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const cluster = upstreams.kubernetes(instance);
    const team = key.slice(0, -`-${environment}`.length);
    const deadline = Date.now() + GONE_WITHIN_MS;
    for (;;) {
      const namespace = await cluster.findNamespace(key, { signal });
      if (!namespace) {
        return { state: 'undone' };
      }
      if (namespace.metadata.labels?.[RUN_LABEL] !== run.id) {
        return {
          state: 'kept',
          reason: 'It was there before this run, or belongs to another one.',
        };
      }
      if (
        await isDeclaredAt(`tenants/${team}/${environment}.yaml`, {
          run,
          upstreams,
          signal,
        })
      ) {
        return {
          state: 'kept',
          reason: 'Other services of the team use it.',
        };
      }
      if (Date.now() > deadline) {
        throw new Error(
          `The namespace ${key} is not gone after ${
            GONE_WITHIN_MS / 1000
          } seconds, although it is gone from Git.`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  async inspect(
    { key, instance }: Pick<StoredResource, 'key' | 'instance'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const { items } = await survey.namespaces(instance);
    const namespace =
      items.get(key) ??
      (await survey.upstreams
        .kubernetes(instance)
        .findNamespace(key, { signal: survey.signal }));
    if (!namespace || namespace.metadata.deletionTimestamp) {
      return {
        state: 'missing',
        message: `Cluster ${instance} has no namespace ${key} any more.`,
      };
    }
    return namespace.metadata.labels?.[RUN_LABEL] === run.id
      ? { state: 'present' }
      : {
          state: 'foreign',
          message: `The namespace ${key} does not carry the mark of this run.`,
        };
  }
}

async function isStillDeclared(application: string, context: RemovalContext) {
  const environment = context.upstreams.environments.find(({ name }) =>
    application.endsWith(`-${name}`),
  );
  if (!environment) {
    return false;
  }
  const file = application.slice(0, -`-${environment.name}`.length);
  return isDeclaredAt(
    `environments/${environment.name}/applications/${file}.yaml`,
    context,
  );
}

async function isDeclaredAt(
  path: string,
  { upstreams, signal }: RemovalContext,
) {
  const { instance, project, branch } = upstreams.gitops;
  return Boolean(
    await upstreams.gitlab(instance).file(project, path, branch, { signal }),
  );
}
