import type { PolicyRule, RbacAuthorizer } from '../auth/RbacAuthorizer';
import { forbidden } from '../errors/ApiError';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

const roles = ['roles', 'clusterroles'];
const bindings = ['rolebindings', 'clusterrolebindings'];

/** Nobody grants more than they may do themselves, unless they may `escalate` or `bind`. */
export class RbacEscalation implements AdmissionPlugin {
  constructor(private readonly authorizer: RbacAuthorizer) {}

  validate(request: AdmissionRequest): void {
    const { definition, operation, object, user, namespace } = request;
    if (
      definition.group !== 'rbac.authorization.k8s.io' ||
      operation === 'DELETE' ||
      user.groups.includes('system:masters')
    ) {
      return;
    }
    let granted: PolicyRule[] = [];
    let verb = '';
    let target = { resource: definition.plural, name: request.name };
    if (roles.includes(definition.plural)) {
      granted = object!.rules ?? [];
      verb = 'escalate';
    } else if (bindings.includes(definition.plural)) {
      const { roleRef } = object!;
      granted = this.authorizer.rulesOfRole(roleRef, namespace);
      verb = 'bind';
      target = {
        resource: roleRef.kind === 'Role' ? 'roles' : 'clusterroles',
        name: roleRef.name,
      };
    }
    const mayGrant = this.authorizer.isAllowed({
      user,
      verb,
      resource: { group: definition.group, namespace, ...target },
    });
    const missing = mayGrant
      ? []
      : granted.filter(rule => !this.#holds(request, rule));
    if (missing.length > 0) {
      const groups = user.groups.map(group => JSON.stringify(group)).join(' ');
      throw forbidden(
        definition,
        request.name,
        `user ${JSON.stringify(
          user.username,
        )} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing
          .map(describe)
          .join('\n')}`,
      );
    }
  }

  #holds({ user, namespace }: AdmissionRequest, rule: PolicyRule): boolean {
    const pairs = (rule.apiGroups ?? []).flatMap(group =>
      (rule.resources ?? []).map(resource => ({ group, resource })),
    );
    const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
    return (rule.verbs ?? []).every(
      verb =>
        pairs.every(({ group, resource }) =>
          names.every(name => {
            const [plural, subresource] = resource.split('/');
            return this.authorizer.isAllowed({
              user,
              verb,
              resource: {
                group,
                resource: plural,
                subresource,
                namespace,
                name,
              },
            });
          }),
        ) &&
        (rule.nonResourceURLs ?? []).every(path =>
          this.authorizer.isAllowed({ user, verb, path }),
        ),
    );
  }
}

function describe(rule: PolicyRule): string {
  const list = (values: string[]) =>
    `[${values.map(value => JSON.stringify(value)).join(' ')}]`;
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ] as const;
  return `{${parts
    .flatMap(([name, values]) =>
      values?.length ? [`${name}:${list(values)}`] : [],
    )
    .join(', ')}}`;
}
