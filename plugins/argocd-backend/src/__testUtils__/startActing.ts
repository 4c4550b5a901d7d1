import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { metrics } from '@opentelemetry/api';
import { createUpstreams } from '@runway/integrations';
import { MergeRequest } from '@runway/plugin-argocd-common';
import { Sandbox, until } from '@runway/sandbox';
import type { Knex } from 'knex';
import {
  inEnvironmentRule,
  isServiceOwnerRule,
} from '../actions/applicationRules';
import { GitChanges } from '../actions/GitChanges';
import { startActions } from '../actions/startActions';
import { ApplicationFeed } from '../feed/ApplicationFeed';
import { KeyedChannels } from '../feed/Channels';
import { FeedTelemetry } from '../feed/FeedTelemetry';
import { InMemoryApplicationIndex } from '../feed/InMemoryApplicationIndex';
import { clusters, runwayConfig } from './runwayConfig';

const rules = [isServiceOwnerRule, inEnvironmentRule];

/** Of team booking, which owns the service `orders`. */
export const noor = mockCredentials.user('user:default/noor.haddad');
/** Of the same team. */
export const sami = mockCredentials.user('user:default/sami.okafor');
/** Of another team. */
export const amelia = mockCredentials.user('user:default/amelia.reyes');

const booking = [noor, sami].map(person => person.principal.userEntityRef);

/** As the portal's policy decides for developers. */
function decide(permission: string, person: string): PolicyDecision {
  const condition = (rule: string, params: Record<string, string[]>) => ({
    rule,
    resourceType: 'argocd-application',
    params,
  });
  const isOwner = condition('IS_SERVICE_OWNER', {
    claims: booking.includes(person) ? ['group:default/booking'] : [person],
  });
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'argocd',
    resourceType: 'argocd-application',
    conditions: permission.endsWith('.pause')
      ? {
          allOf: [
            isOwner,
            condition('IN_ENVIRONMENT', { names: clusters.slice(0, -1) }),
          ],
        }
      : isOwner,
  };
}

/** Permissions as the portal's policy gives them to developers. */
export const permissionsOfTeams = ({ mayList }: { mayList: boolean }) =>
  mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission }) => ({
        result:
          permission.name.endsWith('.list') && !mayList
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
    authorizeConditional: async ([{ permission }], { credentials }: any) => [
      decide(permission.name, credentials.principal.userEntityRef),
    ],
  });

export const entities = ['orders', 'broken'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'service', owner: 'group:default/booking' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/booking' }],
}));

/** A GitOps repository that knows merge requests only. */
export class PaperGit implements GitChanges {
  readonly requests = new Map<string, MergeRequest>();

  async preview() {
    return {
      files: [{ path: 'services/booking/orders/dev.yaml', diff: '-a\n+b\n' }],
      warnings: [],
      token: 'git-1',
    };
  }

  async open(...[, , { actionId }]: Parameters<GitChanges['open']>) {
    const iid = this.requests.size + 1;
    const url = `https://gitlab.example.com/${iid}`;
    const request = this.requests.get(actionId) ?? {
      iid,
      title: 'Back',
      url,
      state: 'opened' as const,
    };
    this.requests.set(actionId, request);
    return request;
  }

  async mergeRequest(iid: number) {
    return [...this.requests.values()].find(request => request.iid === iid)!;
  }
}

/** One replica of what acts, fed by the sandbox, on a migrated database. */
export async function startActing(options: {
  sandbox: Sandbox;
  /** Address of Argo CD. */
  argocd: string;
  knex: Knex;
  /** False: nothing is followed, as in a process that died. */
  follow?: boolean;
  mayList?: boolean;
}) {
  const { sandbox } = options;
  const upstreams = createUpstreams(
    mockServices.rootConfig({
      data: runwayConfig(sandbox, { main: options.argocd }),
    }),
    { logger: mockServices.rootLogger() },
  );
  const index = new InMemoryApplicationIndex({ instances: ['main'] });
  const feed = new ApplicationFeed({
    client: upstreams.argocd('main'),
    index,
    teamOf: () => undefined,
    telemetry: new FeedTelemetry({ meter: metrics.getMeter('test'), index }),
    logger: mockServices.logger.mock(),
    timing: { retryBaseMs: 20, retryCapMs: 100 },
  });
  feed.start();
  const hooks: Array<() => void | Promise<void>> = [];
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn().mockResolvedValue({
      success: jest.fn(),
      fail: jest.fn(),
    }),
  });
  const changed: string[] = [];
  const git = new PaperGit();
  const channels = new KeyedChannels('key');
  const acting = startActions({
    auditor,
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    channels,
    git,
    index,
    knex: options.knex,
    lifecycle: mockServices.lifecycle.mock({
      addStartupHook: hook =>
        void (options.follow === false || hooks.push(hook)),
    }),
    logger: mockServices.logger.mock(),
    permissions: permissionsOfTeams({ mayList: options.mayList ?? false }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: () =>
        ({
          getRuleByName: (name: string) =>
            rules.find(rule => rule.name === name),
        } as any),
    }),
    signals: {
      changed: channel => changed.push(channel),
      applicationChanged: ({ summary }) =>
        changed.push(channels.ofApplication(summary)),
    },
    upstreams,
    tickMs: 50,
  });
  hooks.forEach(hook => hook());
  await until(() => index.knows('main'));
  return {
    ...acting,
    argocd: upstreams.argocd('main'),
    auditor,
    changed,
    channels,
    git,
    index,
    async stop() {
      await acting.stop();
      await feed.stop();
      await upstreams.close();
    },
  };
}
