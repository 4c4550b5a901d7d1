import type { KubernetesObject } from '../../core/SandboxContext';
import type { ObjectStore } from '../store/ObjectStore';
import type { UserInfo } from './UserInfo';

/** What somebody wants to do. */
export interface Attributes {
  user: UserInfo;
  verb: string;
  /** Absent for requests to paths such as `/version`. */
  resource?: {
    group: string;
    resource: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  path?: string;
}

export interface PolicyRule {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

const rbac = 'rbac.authorization.k8s.io';

/** Decides by the Roles, ClusterRoles and bindings in the cluster. */
export class RbacAuthorizer {
  constructor(private readonly store: ObjectStore) {}

  isAllowed(attributes: Attributes): boolean {
    const { user, resource } = attributes;
    return (
      user.groups.includes('system:masters') ||
      this.rulesFor(user, resource?.namespace).some(rule =>
        allows(rule, attributes),
      )
    );
  }

  /** Everything a user is granted, in the cluster and in a namespace. */
  rulesFor(user: UserInfo, namespace?: string): PolicyRule[] {
    const global = this.store
      .list(`clusterrolebindings.${rbac}`)
      .filter(binding => appliesTo(binding, user))
      .flatMap(binding => this.#rulesOf(binding));
    const local = namespace
      ? this.store
          .list(`rolebindings.${rbac}`, namespace)
          .filter(binding => appliesTo(binding, user, namespace))
          .flatMap(binding => this.#rulesOf(binding, namespace))
      : [];
    return [...global, ...local];
  }

  /** What a binding hands out. */
  rulesOfRole(
    roleRef: { kind: string; name: string },
    namespace?: string,
  ): PolicyRule[] {
    const role =
      roleRef.kind === 'ClusterRole'
        ? this.store.get(`clusterroles.${rbac}`, undefined, roleRef.name)
        : this.store.get(`roles.${rbac}`, namespace, roleRef.name);
    return role?.rules ?? [];
  }

  #rulesOf({ roleRef }: KubernetesObject, namespace?: string): PolicyRule[] {
    return this.rulesOfRole(roleRef, namespace);
  }
}

function appliesTo(
  { subjects = [] }: KubernetesObject,
  user: UserInfo,
  namespace?: string,
): boolean {
  return subjects.some(({ kind, name, ...subject }: Subject) => {
    switch (kind) {
      case 'User':
        return user.username === name;
      case 'Group':
        return user.groups.includes(name);
      case 'ServiceAccount':
        return (
          user.username ===
          `system:serviceaccount:${subject.namespace ?? namespace}:${name}`
        );
      default:
        return false;
    }
  });
}

function allows(
  rule: PolicyRule,
  { verb, resource, path }: Attributes,
): boolean {
  if (!matches(rule.verbs, verb)) {
    return false;
  }
  if (!resource) {
    return (rule.nonResourceURLs ?? []).some(
      url =>
        url === '*' ||
        url === path ||
        (url.endsWith('*') && path?.startsWith(url.slice(0, -1))),
    );
  }
  const { group, subresource, name } = resource;
  const full = subresource
    ? `${resource.resource}/${subresource}`
    : resource.resource;
  return (
    matches(rule.apiGroups, group) &&
    (matches(rule.resources, full) ||
      (subresource !== undefined &&
        (rule.resources ?? []).includes(`*/${subresource}`))) &&
    (!rule.resourceNames?.length ||
      (name !== undefined && rule.resourceNames.includes(name)))
  );
}

function matches(allowed: string[] | undefined, value: string): boolean {
  return allowed?.some(entry => entry === '*' || entry === value) ?? false;
}
