import { until } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { noor } from '../__testUtils__/startActing';
import { refOf, sync, useActing } from '../__testUtils__/useActing';

jest.setTimeout(90_000);

describe('actions that nobody followed', () => {
  const world = useActing();

  it('asks again for what a killed process wrote down and never asked', async () => {
    const name = await world.application('orders-killed');
    const knex = await world.migrated();
    const dead = await world.portal({ knex, follow: false });
    await dead.seen(name);
    const id = randomUUID();
    await dead.store.begin({
      id,
      requestId: randomUUID(),
      application: refOf(name),
      project: 'booking',
      request: sync,
      method: 'operation',
      by: 'user:default/noor.haddad',
      requestedAt: Date.now() - 30_000,
      lookAt: Date.now() - 1,
      exclusive: `operation:main/argocd/${name}`,
    });
    const { ended, service } = await world.portal({ knex });
    const action = await service.get(id, { credentials: noor });
    expect(await ended(action)).toMatchObject({ state: 'succeeded' });
    await dead.seen(name, ({ history }) => history.length === 1);
  });

  it('does not begin late what is too old, and finds what Argo CD had begun', async () => {
    const name = await world.application('orders-late');
    const knex = await world.migrated();
    const dead = await world.portal({ knex, follow: false });
    await dead.seen(name);
    const begin = (id: string, requestedAt: number) =>
      dead.store.begin({
        id,
        requestId: randomUUID(),
        application: refOf(name),
        project: 'booking',
        request: sync,
        method: 'operation',
        by: 'user:default/noor.haddad',
        requestedAt,
        lookAt: 0,
      });
    const old = randomUUID();
    await begin(old, Date.now() - 3_600_000);
    const replica = await world.portal({ knex });
    expect(
      await replica.ended(
        await replica.service.get(old, { credentials: noor }),
      ),
    ).toMatchObject({ state: 'lost' });
    expect(replica.index.get(refOf(name))?.history).toEqual([]);
  });

  it('ends an action whose application is deleted meanwhile', async () => {
    const name = await world.application('orders-deleted');
    const knex = await world.migrated();
    const dead = await world.portal({ knex, follow: false });
    await dead.seen(name);
    const { id } = await dead.act(name, sync);
    await dead.argocd.deleteApplication(name, {
      project: 'booking',
      cascade: false,
    });
    await until(() => !dead.index.get(refOf(name)));
    const { service, ended } = await world.portal({ knex });
    const action = await service.get(id, { credentials: noor });
    expect(await ended(action)).toMatchObject({
      state: 'failed',
      message: 'The application was deleted in the meantime.',
    });
  });

  it('goes on with an action when Argo CD was away in the middle of it', async () => {
    const name = await world.application('orders-away');
    const knex = await world.migrated();
    const dead = await world.portal({ knex, follow: false });
    await dead.seen(name);
    const action = await dead.act(name, sync);
    world.proxy.fail({ down: true });
    world.proxy.endStreams('abruptly');
    await world.orders.settled();
    world.proxy.fail(undefined);
    const { ended } = await world.portal({ knex });
    expect(await ended(action)).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    ['its token has expired', /refused the portal's credential/],
    ['its account may not read', /does not allow the portal/],
  ])(
    'looks again at what it may not look at because %s',
    async (why, words) => {
      const name = await world.application(`orders-${words.source.length}`);
      const knex = await world.migrated();
      const dead = await world.portal({ knex, follow: false });
      await dead.seen(name);
      const id = randomUUID();
      const replica = await world.portal({ knex });
      await replica.seen(name);
      if (why.includes('token')) {
        world.proxy.present(
          world.sandbox.argocd.createAccountToken({
            account: 'expired',
            expiresInSeconds: -60,
          }),
        );
      } else {
        world.proxy.fail({ status: 403, body: '{"message": "no"}' });
      }
      await dead.store.begin({
        id,
        requestId: randomUUID(),
        application: refOf(name),
        project: 'booking',
        request: sync,
        method: 'operation',
        by: noor.principal.userEntityRef,
        requestedAt: Date.now(),
        lookAt: 0,
      });
      const look = () => replica.service.get(id, { credentials: noor });
      const { state, message } = await until(async () => {
        const action = await look();
        return action.message ? action : undefined;
      });
      expect(state).toBe('requested');
      expect(message).toMatch(words);
      expect(message).toContain('Runway looks again.');

      world.proxy.present(undefined);
      world.proxy.fail(undefined);
      await knex('actions').update({ look_at: 0 });
      expect(await replica.ended(await look())).toMatchObject({
        state: 'succeeded',
      });
    },
  );

  it('waits for a merge request that GitLab does not show for a while, and not for one that is gone', async () => {
    const name = await world.application('orders-waits', { automated: {} });
    const { act, ended, git, knex, seen, service } = await world.portal();
    const { history } = await seen(name, record => record.history.length > 0);
    const action = await act(name, {
      kind: 'rollback',
      historyId: history[0].id,
      prune: false,
    });
    const refusal = (status: number, message: string) =>
      Object.assign(new Error(message), {
        system: 'gitlab',
        instance: 'main',
        operation: 'mergeRequest',
        retryable: false,
        outcomeUnknown: false,
        upstreamStatus: status,
      });
    const mergeRequest = jest.spyOn(git, 'mergeRequest');
    const says = (words: RegExp) =>
      until(async () => {
        await knex('actions').update({ look_at: 0 });
        const { message = '' } = await service.get(action.id, {
          credentials: noor,
        });
        return words.test(message);
      });
    mergeRequest.mockRejectedValue(refusal(401, 'Token expired'));
    await says(/^Token expired\. Runway looks again\.$/);
    mergeRequest.mockRestore();
    await says(/^Waits to be merged\.$/);
    jest.spyOn(git, 'mergeRequest').mockRejectedValue(refusal(404, 'Gone'));
    await knex('actions').update({ look_at: 0 });
    expect(await ended(action)).toMatchObject({
      state: 'failed',
      message: 'GitLab has no such merge request any more.',
    });
  });
});
