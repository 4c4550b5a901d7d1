import { GrpcCode, GrpcError } from '../api/GrpcError';
import type { AppProject } from '../model/AppProject';
import { globMatch } from '../model/globMatch';
import type { Session } from './Accounts';

export const resources = [
  'clusters',
  'projects',
  'applications',
  'applicationsets',
  'repositories',
  'write-repositories',
  'certificates',
  'accounts',
  'gpgkeys',
  'logs',
  'exec',
  'extensions',
] as const;
export type Resource = (typeof resources)[number];

export const actions = [
  'get',
  'create',
  'update',
  'delete',
  'sync',
  'rollback',
  'override',
  'action',
  'invoke',
] as const;
export type Action = (typeof actions)[number];

interface Policy {
  subject: string;
  resource: string;
  action: string;
  object: string;
  allow: boolean;
}

/** Parses a line such as `p, role:ci, applications, sync, shop/*, allow`. Undefined when it isn't one. */
export function parsePolicy(line: string): Policy | undefined {
  const [kind, subject, resource, action, object, effect = 'allow'] = line
    .split(',')
    .map(part => part.trim());
  return kind === 'p' && object && (effect === 'allow' || effect === 'deny')
    ? { subject, resource, action, object, allow: effect === 'allow' }
    : undefined;
}

/** Decides who may do what, by the policies of accounts and of the roles of projects. */
export class Enforcer {
  constructor(
    private readonly projectNamed: (name: string) => AppProject | undefined,
  ) {}

  enforce(
    session: Session,
    resource: Resource,
    action: Action,
    object: string,
  ): boolean {
    if (session.role === 'admin') {
      return true;
    }
    if (session.role === 'readonly' && action === 'get') {
      return true;
    }
    const matching = this.#policiesOf(session)
      .map(parsePolicy)
      .filter(policy => policy !== undefined)
      .filter(
        policy =>
          globMatch(policy.resource, resource) &&
          (globMatch(policy.action, action) ||
            policy.action.startsWith(`${action}/`)) &&
          globMatch(policy.object, object),
      );
    return (
      matching.some(policy => policy.allow) &&
      matching.every(policy => policy.allow)
    );
  }

  /** @throws GrpcError PermissionDenied, naming what was asked and who asked */
  check(
    session: Session,
    resource: Resource,
    action: Action,
    object: string,
  ): void {
    if (!this.enforce(session, resource, action, object)) {
      const issued = new Date(session.issuedAt * 1_000)
        .toISOString()
        .replace('.000Z', 'Z');
      throw new GrpcError(
        GrpcCode.PermissionDenied,
        `permission denied: ${resource}, ${action}, ${object}, sub: ${session.subject}, iat: ${issued}`,
      );
    }
  }

  #policiesOf(session: Session): string[] {
    const role = /^proj:([^:]+):([^:]+)$/.exec(session.subject);
    if (!role) {
      return session.policies;
    }
    const found = this.projectNamed(role[1])?.spec.roles?.find(
      candidate => candidate.name === role[2],
    );
    // Whatever its policies say, a role reaches no further than its project; it may always read the project itself.
    return [
      `p, ${session.subject}, projects, get, ${role[1]}, allow`,
      ...(found?.policies ?? []).filter(line => {
        const object = parsePolicy(line)?.object;
        return object === role[1] || object?.startsWith(`${role[1]}/`);
      }),
    ];
  }
}
