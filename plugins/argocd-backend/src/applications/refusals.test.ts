import {
  applicationDetailSchema,
  applicationListSchema,
  laneSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { createOrders } from '../__testUtils__/ordersApplications';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import { noor } from '../__testUtils__/startActing';
import { startApi } from '../__testUtils__/startApi';
import {
  FaultyProxy,
  startFaultyProxy,
} from '../__testUtils__/startFaultyProxy';

jest.setTimeout(90_000);

const ref = { instance: 'main', namespace: 'argocd', name: 'orders-dev' };
const sync = { kind: 'sync', prune: false, dryRun: false } as const;

describe('Argo CD that refuses the portal', () => {
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let proxy: FaultyProxy;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    const orders = await createOrders(sandbox);
    orders.create({
      name: ref.name,
      service: 'orders',
      environment: 'dev',
      automated: {},
    });
    orders.create({
      name: 'orders-staging',
      service: 'orders',
      environment: 'staging',
    });
    await orders.settled();
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy(`${sandbox.url}/argocd`);
  });
  afterEach(() => proxy.stop());

  const expiredToken = () =>
    sandbox.argocd.createAccountToken({
      account: 'expired',
      expiresInSeconds: -60,
    });

  async function start() {
    const api = await startApi(runwayConfig(sandbox, { main: proxy.url }), {
      mayList: true,
    });
    const { client, raw } = api.as(noor.principal.userEntityRef);
    const read = async (path: string) => {
      const response = await raw(path);
      return { status: response.status, text: await response.text() };
    };
    const lane = async () =>
      laneSchema.parse(JSON.parse((await read('/services/orders/lane')).text));
    const list = async () =>
      applicationListSchema.parse(JSON.parse((await read('/list')).text));
    return { client, read, lane, list };
  }

  /** What the portal is refused, for good until somebody does something about it. */
  const refusals: Array<[string, () => void, RegExp]> = [
    [
      'its token has expired',
      () => proxy.present(expiredToken()),
      /^Argo CD "main" refused the portal's credential\. A platform engineer can renew it\.$/,
    ],
    [
      'its account may not read',
      () => proxy.fail({ status: 403, body: '{"message": "denied"}' }),
      /^Argo CD "main" does not let the portal's account see this\. A platform engineer can grant it the right\.$/,
    ],
  ];
  const mend = () => {
    proxy.present(undefined);
    proxy.fail(undefined);
  };

  it.each(refusals)(
    'is named from the start when %s, and shown as soon as that is mended',
    async (_, refuse, words) => {
      refuse();
      const { read, lane, list } = await start();
      const said = {
        name: 'main',
        state: 'failed',
        ageSeconds: null,
        error: { reason: 'denied', message: expect.stringMatching(words) },
      };
      const first = await lane();
      expect(first.sources).toEqual([said]);
      // Nobody knows, which is not the same as that nothing is deployed.
      expect(first.stages.map(({ state }) => state)).toEqual(
        Array(3).fill('unknown'),
      );
      expect(await list()).toMatchObject({ total: 0, sources: [said] });
      const detail = await read('/applications/main/argocd/orders-dev');
      expect(detail.status).toBe(503);
      expect(JSON.parse(detail.text).error.message).toMatch(words);
      mend();
      const { stages } = await until(async () => {
        const now = await lane();
        return now.sources[0].state === 'ok' && now;
      });
      expect(stages[0].state).toBe('deployed');
    },
  );

  it.each(refusals)(
    'leaves what was known, with its age, when %s later, and nothing is done meanwhile',
    async (_, refuse, words) => {
      const { client, read, lane, list } = await start();
      await until(async () => (await lane()).stages[0].state === 'deployed');
      const { token } = await client.previewAction(ref, sync);
      await until(() => proxy.streams === 1);
      refuse();
      proxy.endStreams('abruptly');
      const { stages, sources } = await until(async () => {
        const now = await lane();
        return now.sources[0].error?.reason === 'denied' && now;
      });
      expect(sources[0]).toMatchObject({
        state: 'partial',
        ageSeconds: expect.any(Number),
        error: { message: expect.stringMatching(words) },
      });
      expect(stages[0].applications).toMatchObject([{ name: ref.name }]);
      // Asked later: what was known is as old or older.
      const { ageSeconds } = sources[0];
      const later = await list();
      expect(later).toMatchObject({
        total: 2,
        sources: [{ ...sources[0], ageSeconds: expect.any(Number) }],
      });
      expect(later.sources[0].ageSeconds).toBeGreaterThanOrEqual(ageSeconds!);

      const answer = await read('/applications/main/argocd/orders-dev');
      const detail = applicationDetailSchema.parse(JSON.parse(answer.text));
      expect(detail.application.name).toBe(ref.name);
      expect(detail.sources).toMatchObject([
        { state: 'failed', error: { reason: 'denied' } },
      ]);

      const { warnings } = await client.previewAction(
        // What was looked at a moment ago is still remembered.
        { ...ref, name: 'orders-staging' },
        sync,
      );
      expect(warnings).toContainEqual(detail.sources[0].error!.message);
      const attempt = client.startAction(ref, {
        request: sync,
        token,
        requestId: randomUUID(),
      });
      // Never 401: the browser would sign the person out.
      await expect(attempt).rejects.toMatchObject({
        body: {
          error: {
            message: expect.stringMatching(
              /Argo CD "main" (refused the portal's credential|does not allow the portal)/,
            ),
          },
        },
      });
      const status = await attempt.catch(({ response }) => response.status);
      expect([403, 503]).toContain(status);
      const { items } = await client.actions(ref);
      expect(items).toMatchObject([{ state: 'failed' }]);

      mend();
      await until(async () => (await lane()).sources[0].state === 'ok');
      const again = await client.startAction(ref, {
        request: sync,
        token: (await client.previewAction(ref, sync)).token,
        requestId: randomUUID(),
      });
      await until(
        async () => (await client.action(again.id)).state === 'succeeded',
      );
    },
  );
});
