import { until } from '@runway/sandbox';
import { ActionRequest } from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import { configMap } from '../__testUtils__/ordersApplications';
import { sami } from '../__testUtils__/startActing';
import { refOf, sync, useActing } from '../__testUtils__/useActing';

jest.setTimeout(90_000);

describe('rollback', () => {
  const world = useActing();

  it('rolls back where auto-sync is off, and not to what is gone', async () => {
    const name = await world.application('orders-back');
    const { act, ended, preview, index, seen } = await world.portal();
    await seen(name);
    await ended(await act(name, sync));
    const before = await seen(name, ({ history }) => history.length === 1);
    await world.orders.commit({
      'orders/settings.yaml': configMap('orders', randomUUID()),
    });
    await until(
      () =>
        index.get(refOf(name))?.summary.revision !== before.summary.revision,
    );
    await ended(await act(name, sync));
    await seen(name, ({ history }) => history.length === 2);

    const gone: ActionRequest = {
      kind: 'rollback',
      historyId: 77,
      prune: false,
    };
    expect((await preview(name, gone)).blocked).toMatch(
      /Deployment 77 is not in the history .* There are 0 to 1/,
    );
    await expect(act(name, gone)).rejects.toThrow('is not in the history');

    const back = await act(name, {
      kind: 'rollback',
      historyId: before.history[0].id,
      prune: false,
    });
    expect(await ended(back)).toMatchObject({ state: 'succeeded' });
    const record = await seen(name, ({ history }) => history.length === 3);
    expect(record.history[2].revision).toBe(before.history[0].revision);
  });

  it('rolls back by merge request under auto-sync, and follows that', async () => {
    const name = await world.application('orders-auto', { automated: {} });
    const { act, ended, git, preview, index, knex } = await world.portal();
    await until(() => index.get(refOf(name))?.history.length);
    const request: ActionRequest = {
      kind: 'rollback',
      historyId: index.get(refOf(name))!.history[0].id,
      prune: false,
    };
    expect(await preview(name, request)).toMatchObject({
      method: 'merge-request',
      files: [{ path: 'services/booking/orders/dev.yaml' }],
    });
    const action = await act(name, request);
    expect(action).toMatchObject({
      state: 'running',
      mergeRequest: { iid: 1, state: 'opened' },
    });
    await expect(act(name, request, sami)).rejects.toThrow(
      /noor\.haddad rolls it back since .* Merge or close https/,
    );
    git.requests.set(action.id, { ...action.mergeRequest!, state: 'merged' });
    await knex('actions').update({ look_at: 0 });
    expect(await ended(action)).toMatchObject({
      state: 'succeeded',
      mergeRequest: { state: 'merged' },
    });
  });

  it('ends in words when Git has thrown the commit away, and the application can be acted on again', async () => {
    const name = await world.application('orders-pruned');
    const { act, ended, seen } = await world.portal();
    await seen(name);
    await ended(await act(name, sync));
    const { history } = await seen(name, record => record.history.length === 1);
    const pruned = 'dead'.repeat(10);
    world.sandbox.argocd.changeApplication(name, ({ status }) => {
      status.history![0].revision = pruned;
    });
    await seen(name, record => record.history[0].revision === pruned);
    const back = await act(name, {
      kind: 'rollback',
      historyId: history[0].id,
      prune: false,
    });
    expect(await ended(back)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(pruned),
    });
    const record = await seen(
      name,
      ({ summary }) => summary.operation?.phase === 'Error',
    );
    expect(record.summary.health).toBe('Healthy');
    expect(await ended(await act(name, sync))).toMatchObject({
      state: 'succeeded',
    });
  });
});
