import type {
  DifferenceAction,
  ResourceKind,
} from '@runway/plugin-provisioning-common';
import type { JsonObject } from '@backstage/types';
import type { StoredRun } from '../database/RunStore';
import type { Inspection } from '../resources/ResourceDriver';
import type { Finding, LedgerRow, MarkedThing } from './types';

/**
 * What can be made again as it was. A deleted repository's history can't, nor the values of a secret: only GitLab and
 * Vault had them.
 */
const RECREATED: ResourceKind[] = [
  'gitops-files',
  'vault-policy',
  'vault-role',
  'catalog-location',
  'argocd-application',
  'namespace',
];

const TITLES: Record<ResourceKind, string> = {
  'gitlab-project': 'Git repository',
  'vault-secret': 'Secrets',
  'vault-policy': 'Right to read secrets',
  'vault-role': 'Login of a service to Vault',
  'gitops-files': 'Declaration in the GitOps repository',
  'argocd-application': 'Argo CD application',
  namespace: 'Namespace',
  'catalog-location': 'Page in the catalog',
  'catalog-person': 'Person in the catalog',
  'gitlab-member': 'Member of a GitLab group',
  'infrastructure-request': 'Order of infrastructure',
  'azure-resource': 'Resource in Azure',
};

/** @returns what is wrong with a row of the ledger; undefined when it is as the ledger says */
export function judgeRow(
  row: LedgerRow,
  inspection: Inspection,
): Finding | undefined {
  const { resource, run } = row;
  switch (resource.state) {
    case 'present':
      return judgePresent(row, inspection);
    case 'orphaned':
      return finding(row, {
        difference: 'orphaned',
        message:
          inspection.state === 'missing'
            ? `It is gone since the undo of ${run.name} failed on it. ${inspection.message}`
            : `The undo of ${run.name} left it over: ${
                resource.reason ?? 'no reason is known'
              }`,
        actions: ['forget'],
        details: { isGone: inspection.state === 'missing' },
      });
    case 'archived':
      return inspection.state === 'present' && !inspection.archived
        ? finding(row, {
            difference: 'unlisted',
            message: `The ledger says archived, but ${resource.key} is not archived any more.`,
            actions: ['adopt', 'forget'],
          })
        : undefined;
    case 'undone':
      return inspection.state === 'present'
        ? finding(row, {
            difference: 'unlisted',
            message: `The ledger says that ${resource.key} is gone, but it is there with the mark of the run.`,
            actions: ['adopt', 'forget'],
          })
        : undefined;
    default:
      return undefined;
  }
}

function judgePresent(
  row: LedgerRow,
  inspection: Inspection,
): Finding | undefined {
  if (inspection.state === 'present') {
    return undefined;
  }
  if (inspection.state === 'foreign') {
    return finding(row, {
      difference: 'foreign',
      message: `${inspection.message} Nothing without the mark is touched, neither by an undo.`,
      actions: ['forget'],
    });
  }
  const { movedTo, missingPaths, message } = inspection;
  return finding(row, {
    difference: 'missing',
    message,
    actions: actionsOfMissing(row.resource.kind, Boolean(movedTo)),
    details: {
      ...(movedTo && { movedTo }),
      ...(missingPaths && { missingPaths }),
    },
  });
}

function actionsOfMissing(
  kind: ResourceKind,
  isMoved: boolean,
): DifferenceAction[] {
  if (isMoved) {
    return ['adopt', 'forget'];
  }
  return RECREATED.includes(kind) ? ['recreate', 'forget'] : ['forget'];
}

function finding(
  { resource, run }: LedgerRow,
  found: Pick<Finding, 'difference' | 'message' | 'actions'> & {
    details?: JsonObject;
  },
): Finding {
  const { kind, system, instance, key, title, environment, url } = resource;
  return {
    details: {},
    ...found,
    kind,
    system,
    instance,
    key,
    title,
    environment,
    url,
    runId: run.id,
    resourceId: resource.id,
    name: run.name,
    ownerRef: run.ownerRef,
  };
}

/**
 * Something that carries a mark, of which the ledger knows nothing.
 * @param run - of the mark; undefined when the ledger doesn't have it
 */
export function unlisted(
  thing: MarkedThing,
  run: StoredRun | undefined,
): Finding {
  const { kind, system, instance, key, environment, url, runId } = thing;
  return {
    difference: 'unlisted',
    kind,
    system,
    instance,
    key,
    title: TITLES[kind],
    environment,
    url,
    runId,
    name: run?.name,
    ownerRef: run?.ownerRef,
    message: run
      ? `It carries the mark of the run of ${run.name}, whose ledger does not list it.`
      : `It carries the mark of a run that this portal does not know (${runId}), so it can’t be attributed to a service.`,
    actions: run ? ['adopt', 'forget'] : ['forget'],
    details: thing.details ?? {},
  };
}
