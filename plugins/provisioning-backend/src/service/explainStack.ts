import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { RunStore } from '../database/RunStore';
import {
  directoryOf,
  environmentOf,
  ownerOfDirectory,
} from '../infrastructure/infrastructurePlan';
import { stackResources } from '../infrastructure/stackResources';
import type { Finding } from './runCheck';
import type { RunSubject } from './runRequest';

interface Context {
  upstreams: Upstreams;
  signal: AbortSignal;
}

const asPlatform = 'Ask the platform team';

/** Says whether an order's name is free: in the catalog, in the ledger and in the infrastructure repository. */
export async function explainStackName(
  subject: RunSubject,
  context: Context & {
    store: RunStore;
    catalog: CatalogService;
    credentials: BackstageCredentials;
  },
): Promise<Finding> {
  const { upstreams, store, catalog, credentials } = context;
  const directory = directoryOf(subject);
  const [entity, holder, owner] = await Promise.all([
    catalog.getEntityByRef(subject.entityRef, { credentials }),
    store.claimOf(subject.claim),
    ownerOfDirectory(upstreams, directory, context),
  ]);
  const taken = (message: string): Finding => ({
    status: 'failed',
    field: 'name',
    message,
    action: 'Choose another name.',
  });
  if (holder) {
    return taken(`Another run has the name ${subject.claim}.`);
  }
  if (owner !== undefined) {
    return taken(
      `${upstreams.infrastructure.project} has the directory ${directory} already.`,
    );
  }
  return entity
    ? taken(`The catalog already has a resource called ${subject.name}.`)
    : { message: `${directory} is free.` };
}

/** Says whether the infrastructure repository can take the order: credential, environment, stack and module. */
export async function explainStack(
  subject: RunSubject,
  stack: string,
  context: Context,
): Promise<Finding> {
  const { upstreams, signal } = context;
  const { instance, project, branch } = upstreams.infrastructure;
  const gitlab = upstreams.gitlab(instance);
  const environment = environmentOf(subject);
  const [{ token }, declared, types] = await Promise.all([
    gitlab.health({ signal }),
    gitlab.file(
      project,
      `environments/${environment}/environment.hcl`,
      branch,
      {
        signal,
      },
    ),
    stackResources(upstreams, stack, context).catch((error: Error) => {
      if (error.name !== 'ConflictError') {
        throw error;
      }
      return error;
    }),
  ]);
  if (!token.scopes.includes('api')) {
    return {
      status: 'failed',
      message: 'The portal’s GitLab token may not write.',
      action: `${asPlatform} to give it the scope "api".`,
    };
  }
  if (!declared) {
    return {
      status: 'failed',
      field: 'environment',
      message: `${project} has no environment ${environment}.`,
      action: 'Choose another environment.',
    };
  }
  return types instanceof Error
    ? {
        status: 'failed',
        message: types.message,
        action: `${asPlatform} to add it, or to correct the template.`,
      }
    : { message: `${project} has the stack ${stack} and its module.` };
}
