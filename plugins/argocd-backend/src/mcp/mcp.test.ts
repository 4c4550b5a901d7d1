import {
  actionsRegistryServiceFactory,
  actionsServiceFactory,
} from '@backstage/backend-defaults/alpha';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import mcpPlugin from '@backstage/plugin-mcp-actions-backend';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { configMap, createOrders } from '../__testUtils__/ordersApplications';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import {
  amelia,
  entities,
  noor,
  permissionsOfTeams,
} from '../__testUtils__/startActing';
import { argocdPlugin } from '../plugin';

jest.setTimeout(90_000);

interface Answer {
  isError?: boolean;
  text: string;
  output: Record<string, any>;
}

describe('tools of MCP clients', () => {
  const fixture = useSandbox();
  const clients: Client[] = [];
  let sandbox: Sandbox;
  let orders: Awaited<ReturnType<typeof createOrders>>;
  let port: number;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    orders = await createOrders(sandbox);
    orders.create({
      name: 'orders-dev',
      service: 'orders',
      environment: 'dev',
    });
    orders.create({
      name: 'broken-dev',
      service: 'broken',
      environment: 'dev',
      automated: {},
    });
    await orders.settled();
    const { server } = await startTestBackend({
      features: [
        argocdPlugin,
        mcpPlugin,
        actionsRegistryServiceFactory,
        actionsServiceFactory,
        catalogServiceMock.factory({ entities }),
        createServiceFactory({
          service: coreServices.permissions,
          deps: {},
          factory: () => permissionsOfTeams({ mayList: true }),
        }),
        mockServices.rootConfig.factory({
          data: {
            ...runwayConfig(sandbox, { main: `${sandbox.url}/argocd` }),
            backend: { actions: { pluginSources: ['argocd'] } },
          },
        }),
      ],
    });
    port = Number(server.port());
  });
  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()));
  });

  /** @param authorization - header of who uses the client */
  async function connect(authorization: string) {
    const client = new Client({ name: 'test', version: '1' });
    clients.push(client);
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(`http://localhost:${port}/api/mcp-actions/v1`),
        { requestInit: { headers: { authorization } } },
      ),
    );
    return {
      client,
      async use(tool: string, input: object): Promise<Answer> {
        const { isError, content, structuredContent } = (await client.callTool({
          name: `argocd.${tool}`,
          arguments: { ...input },
        })) as any;
        return { isError, text: content[0].text, output: structuredContent };
      },
    };
  }
  const as = (person: typeof noor) =>
    connect(mockCredentials.user.header(person.principal.userEntityRef));

  it('offers what reads as reading and what changes as changing', async () => {
    const { client } = await as(noor);
    const { tools } = await client.listTools();
    expect(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
    ).toEqual([
      ['argocd.list-applications', true],
      ['argocd.explain-application', true],
      ['argocd.sync-application', false],
      ['argocd.roll-back-application', false],
    ]);
  });

  it('finds what is not well and says why, without secrets', async () => {
    const { use } = await as(noor);
    await until(async () => {
      const { output } = await use('list-applications', {
        health: 'Degraded',
      });
      return output?.total === 1;
    });
    const broken = await use('explain-application', { name: 'broken-dev' });
    expect(broken.output.text).toMatch(/^broken-dev is Degraded and Synced/);
    expect(broken.output.text).toMatch(/Pod broken-.* is Degraded: .*image/i);
    const behind = await use('explain-application', { name: 'orders-dev' });
    expect(behind.output.text).toContain('create ConfigMap orders');
    expect(behind.text).not.toContain('first');
  });

  it('shows, then syncs, then rolls back', async () => {
    const { use } = await as(noor);
    const name = 'orders-dev';
    const sync = async () => {
      const shown = await use('sync-application', { name });
      expect(shown.output.text).toContain('Nothing was done yet');
      return use('sync-application', { name, token: shown.output.token });
    };
    expect((await sync()).output.text).toMatch(/^The action succeeded/);
    await orders.commit({ 'orders/settings.yaml': configMap('orders', 'two') });
    await until(async () =>
      (
        await use('explain-application', { name })
      ).output.text.includes('OutOfSync'),
    );
    expect((await sync()).output.text).toMatch(/^The action succeeded/);
    await until(async () =>
      (
        await use('roll-back-application', { name })
      ).output.text.includes('\n1: '),
    );
    const plan = await use('roll-back-application', { name, historyId: 0 });
    expect(plan.output.text).toContain('as it was in deployment 0');
    const done = await use('roll-back-application', {
      name,
      historyId: 0,
      token: plan.output.token,
    });
    expect(done.output.text).toMatch(/^The action succeeded/);
  });

  it('refuses the wrong person in words', async () => {
    const { use } = await as(amelia);
    const answer = await use('sync-application', { name: 'orders-dev' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('it belongs to booking. Ask somebody');
  });

  it('lets no service in, whatever the policy says', async () => {
    const { use } = await connect(mockCredentials.service.header());
    for (const [tool, input] of [
      ['list-applications', {}],
      ['explain-application', { name: 'orders-dev' }],
      ['sync-application', { name: 'orders-dev', token: 'guessed' }],
      ['roll-back-application', { name: 'orders-dev' }],
    ] as const) {
      const answer = await use(tool, input);
      expect([tool, answer.isError]).toEqual([tool, true]);
      expect(answer.text).toContain('Only people may use this');
    }
  });
});
