import type { RoleBinding } from '@runway/plugin-clusters-common';
import type { BindingFact } from '../reading/clusterFacts';
import { type Judgement, listed, missing, present } from './Judgement';

/** Groups that everybody, or everything, of a cluster is in. */
const EVERYBODY = new Set([
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
]);

/** Kubernetes' own roles that change things. */
const CHANGING = new Set(['edit', 'admin', 'cluster-admin']);

type Subject = NonNullable<BindingFact['subjects']>[number];

const isPerson = ({ kind, name }: Subject) =>
  (kind === 'Group' || kind === 'User') && !name.startsWith('system:');

/**
 * Whether somebody has access, and not everybody. Whether they are of the team can't be seen: the cluster knows groups by the
 * ids of its identity provider.
 */
export function judgeAccess(bindings: ReadonlyArray<BindingFact>): Judgement {
  const open = bindings.filter(({ subjects }) =>
    subjects?.some(({ kind, name }) => kind === 'Group' && EVERYBODY.has(name)),
  );
  if (open.length > 0) {
    return missing(
      `Everybody who gets into the cluster has access: ${listed(
        open.map(
          ({ metadata, roleRef }) =>
            `RoleBinding "${metadata.name}" gives ${roleRef.kind} ${roleRef.name}`,
        ),
      )}.`,
    );
  }
  const people = bindings.flatMap(({ subjects, roleRef }) =>
    (subjects ?? [])
      .filter(isPerson)
      .map(
        ({ kind, name }) => `${kind} ${name} (${roleRef.kind} ${roleRef.name})`,
      ),
  );
  return people.length > 0
    ? present(accessInWords(people))
    : missing(
        'No RoleBinding names a group or person: nobody of the team can look at its pods and events in the cluster.',
      );
}

const MAX_NAMED = 5;

function accessInWords(people: string[]): string {
  const named = people.slice(0, MAX_NAMED);
  const others = people.length - named.length;
  const who = listed(others > 0 ? [...named, `${others} more`] : named);
  return `${who} ${people.length > 1 ? 'have' : 'has'} access.`;
}

/** A RoleBinding in words. */
export function describeBinding(binding: BindingFact): RoleBinding {
  const { metadata, roleRef, subjects } = binding;
  return {
    name: metadata.name,
    role: `${roleRef.kind} ${roleRef.name}`,
    subjects: (subjects ?? []).map(({ kind, name, namespace }) =>
      namespace && namespace !== metadata.namespace
        ? `${kind} ${name} of namespace ${namespace}`
        : `${kind} ${name}`,
    ),
    changes: roleRef.kind === 'ClusterRole' && CHANGING.has(roleRef.name),
  };
}
