import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { RunStore } from '../database/RunStore';
import type { Finding } from './runCheck';
import type { RunSubject } from './runRequest';

/** Says whether somebody can be invited: nobody is called so, or has the address, and the catalog's people can be read. */
export async function explainPerson(
  { name, claim, entityRef, values }: RunSubject,
  credentials: BackstageCredentials,
  context: {
    catalog: CatalogService;
    store: RunStore;
    upstreams: Upstreams;
    signal: AbortSignal;
  },
): Promise<Finding> {
  const { catalog, store, upstreams, signal } = context;
  const { instance, project, branch } = upstreams.people;
  const [entity, sameAddress, holder, main] = await Promise.all([
    catalog.getEntityByRef(entityRef, { credentials }),
    catalog.getEntities(
      {
        filter: { kind: 'User', 'spec.profile.email': String(values.email) },
        limit: 1,
      },
      { credentials },
    ),
    store.claimOf(claim),
    upstreams.gitlab(instance).findBranch(project, branch, { signal }),
  ]);
  const refused = (message: string, action: string): Finding => ({
    status: 'failed',
    field: 'email',
    message,
    action,
  });
  if (entity || sameAddress.items.length > 0) {
    return refused(
      `${entity ? name : values.email} is in the catalog already.`,
      'Nobody is invited twice: to move somebody to another team, change their entry in the catalog’s repository.',
    );
  }
  if (holder) {
    return refused(
      `Another run has the name ${claim}.`,
      'Look at that run in Runs: it invites this person now.',
    );
  }
  return main
    ? { message: `Nobody is called ${name} yet.` }
    : {
        status: 'failed',
        message: `${project} has no branch ${branch}.`,
        action: 'Ask the platform team to check the configuration.',
      };
}
