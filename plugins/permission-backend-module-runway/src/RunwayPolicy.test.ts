import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { kubernetesPermissions } from '@runway/plugin-kubernetes-common';
import { provisioningPermissions } from '@runway/plugin-provisioning-common';
import { upstreamsPermissions } from '@runway/plugin-upstreams-common';
import {
  scaffolderPermissions,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  applicationActPermissions,
  applicationListPermission,
  applicationPausePermission,
  applicationSyncPermission,
  argocdPermissions,
} from '@runway/plugin-argocd-common';
import {
  auditEventReadPermission,
  auditPermissions,
} from '@runway/plugin-audit-common';
import { clustersPermissions } from '@runway/plugin-clusters-common';
import { Roles } from './Roles';
import { RunwayPolicy } from './RunwayPolicy';

const policy = new RunwayPolicy(
  Roles.fromConfig(
    mockServices.rootConfig({
      data: {
        runway: {
          roles: {
            platformEngineers: ['group:default/platform'],
            managers: ['group:default/management'],
          },
        },
      },
    }),
  ),
  ['dev', 'staging', 'production'],
);

const people = {
  developer: ['user:default/amelia.reyes', 'group:default/flight-ops'],
  'platform engineer': ['user:default/priya.nair', 'group:default/platform'],
  manager: ['user:default/maren.olsen', 'group:default/management'],
};

async function judge(name: string, person?: keyof typeof people) {
  const [userEntityRef] = person ? people[person] : [''];
  const { result } = await policy.handle(
    { permission: createPermission({ name, attributes: {} }) },
    person &&
      ({
        info: { userEntityRef, ownershipEntityRefs: people[person] },
      } as Parameters<RunwayPolicy['handle']>[1]),
  );
  return result;
}

describe('RunwayPolicy', () => {
  it.each([
    ['developer', 'provisioning.run.create', AuthorizeResult.ALLOW],
    ['developer', 'provisioning.run.undo', AuthorizeResult.ALLOW],
    ['developer', 'scaffolder.template.dry-run', AuthorizeResult.DENY],
    ['developer', 'scaffolder.template.management', AuthorizeResult.DENY],
    ['developer', 'scaffolder.task.create', AuthorizeResult.DENY],
    ['developer', 'catalog.location.create', AuthorizeResult.DENY],
    ['developer', 'catalog.entity.delete', AuthorizeResult.DENY],
    ['developer', 'catalog.entity.refresh', AuthorizeResult.CONDITIONAL],
    ['developer', 'scaffolder.task.read', AuthorizeResult.CONDITIONAL],
    ['platform engineer', 'scaffolder.template.dry-run', AuthorizeResult.ALLOW],
    ['platform engineer', 'scaffolder.task.read', AuthorizeResult.ALLOW],
    ['platform engineer', 'kubernetes.proxy', AuthorizeResult.DENY],
    ['manager', 'kubernetes.resources.read', AuthorizeResult.ALLOW],
    ['developer', 'kubernetes.pod.log.read', AuthorizeResult.CONDITIONAL],
    ['developer', 'scheduler.task.manage', AuthorizeResult.DENY],
    ['platform engineer', 'scheduler.task.manage', AuthorizeResult.ALLOW],
    ['platform engineer', 'audit.event.read', AuthorizeResult.ALLOW],
    ['developer', 'audit.event.read', AuthorizeResult.CONDITIONAL],
    ['manager', 'audit.event.read', AuthorizeResult.CONDITIONAL],
    ['manager', 'catalog.entity.read', AuthorizeResult.ALLOW],
    ['manager', 'clusters.namespace.read', AuthorizeResult.ALLOW],
    ['developer', 'clusters.namespace.read', AuthorizeResult.ALLOW],
    ['manager', 'provisioning.run.read', AuthorizeResult.ALLOW],
    ['manager', 'provisioning.run.create', AuthorizeResult.DENY],
    ['manager', 'provisioning.run.retry', AuthorizeResult.DENY],
    ['manager', 'scaffolder.task.create', AuthorizeResult.DENY],
  ] as const)(
    'answers a %s who asks for %s with %s',
    async (person, name, result) => {
      expect(await judge(name, person)).toBe(result);
    },
  );

  it('denies what it does not know, even to platform engineers', async () => {
    expect(
      await judge('newplugin.everything.delete', 'platform engineer'),
    ).toBe(AuthorizeResult.DENY);
  });

  it('denies everything to somebody who is not signed in', async () => {
    expect(await judge('catalog.entity.read')).toBe(AuthorizeResult.DENY);
  });

  it('has decided on every permission of the plugins in use', async () => {
    for (const { name } of [
      ...provisioningPermissions,
      ...scaffolderPermissions,
      ...catalogPermissions,
      ...auditPermissions,
      ...upstreamsPermissions,
      ...clustersPermissions,
      ...kubernetesPermissions,
      ...argocdPermissions,
      ...applicationActPermissions,
      applicationListPermission,
    ]) {
      expect([name, await judge(name, 'platform engineer')]).toEqual([
        name,
        AuthorizeResult.ALLOW,
      ]);
    }
  });

  it('limits tasks to their owner by a condition the scaffolder understands', async () => {
    const decision = await policy.handle({ permission: taskReadPermission }, {
      info: {
        userEntityRef: people.developer[0],
        ownershipEntityRefs: people.developer,
      },
    } as Parameters<RunwayPolicy['handle']>[1]);
    expect(decision).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'scaffolder',
      resourceType: 'scaffolder-task',
      conditions: {
        rule: 'IS_TASK_OWNER',
        resourceType: 'scaffolder-task',
        params: { createdBy: ['user:default/amelia.reyes'] },
      },
    });
  });

  const ownService = {
    rule: 'IS_SERVICE_OWNER',
    resourceType: 'argocd-application',
    params: { claims: people.developer },
  };
  const askAs = (permission: Permission, name: keyof typeof people) =>
    policy.handle({ permission }, {
      info: {
        userEntityRef: people[name][0],
        ownershipEntityRefs: people[name],
      },
    } as Parameters<RunwayPolicy['handle']>[1]);

  it('lets developers sync what they own, everywhere', async () => {
    expect(await askAs(applicationSyncPermission, 'developer')).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'argocd',
      resourceType: 'argocd-application',
      conditions: ownService,
    });
  });

  it('lets developers pause what they own, but not in the last environment', async () => {
    expect(await askAs(applicationPausePermission, 'developer')).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'argocd',
      resourceType: 'argocd-application',
      conditions: {
        allOf: [
          ownService,
          {
            rule: 'IN_ENVIRONMENT',
            resourceType: 'argocd-application',
            params: { names: ['dev', 'staging'] },
          },
        ],
      },
    });
  });

  it('lets managers act on no application', async () => {
    for (const permission of applicationActPermissions) {
      expect(await askAs(permission, 'manager')).toEqual({
        result: AuthorizeResult.DENY,
      });
    }
  });

  it.each(['developer', 'manager'] as const)(
    'shows a %s of the audit trail what they did themselves',
    async name => {
      const [userEntityRef] = people[name];
      const decision = await policy.handle(
        { permission: auditEventReadPermission },
        {
          info: { userEntityRef, ownershipEntityRefs: people[name] },
        } as Parameters<RunwayPolicy['handle']>[1],
      );
      expect(decision).toMatchObject({
        pluginId: 'audit',
        conditions: { rule: 'IS_ACTOR', params: { actors: [userEntityRef] } },
      });
    },
  );
});
