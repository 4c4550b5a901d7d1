import { until } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { configMap } from '../__testUtils__/ordersApplications';
import { noor, sami } from '../__testUtils__/startActing';
import { refOf, sync, useActing } from '../__testUtils__/useActing';
import { REQUESTED_BY_INFO } from '../feed/toApplicationRecord';

jest.setTimeout(90_000);

describe('actions from the look to the end', () => {
  const world = useActing();

  it('shows what a sync changes without Secrets, does it, and follows it to the end', async () => {
    const name = await world.application('orders-sync');
    const { preview, act, ended, seen, changed, channels, auditor } =
      await world.portal();
    await seen(name);
    const shown = await preview(name, sync);
    expect(shown).toMatchObject({ method: 'operation', files: [] });
    expect(shown.blocked).toBeUndefined();
    expect(shown.changes.map(({ kind, change }) => [kind, change])).toEqual(
      expect.arrayContaining([
        ['ConfigMap', 'create'],
        ['Secret', 'create'],
      ]),
    );
    const text = JSON.stringify(shown);
    expect(text).toContain('value: one');
    expect(text).not.toContain('first');
    expect(text).not.toContain(Buffer.from('first').toString('base64'));

    const action = await act(name, sync);
    expect(action).toMatchObject({
      state: 'running',
      by: 'user:default/noor.haddad',
    });
    expect(await ended(action)).toMatchObject({
      state: 'succeeded',
      message: expect.stringContaining('successfully synced'),
    });
    expect(changed).toContain(channels.ofApplication(refOf(name)));
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'application-action',
        meta: expect.objectContaining({ application: `main/argocd/${name}` }),
      }),
    );
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'application-action-end' }),
    );
  });

  it('starts one action for one request, however often it is sent', async () => {
    const name = await world.application('orders-once');
    const { service, preview, seen } = await world.portal();
    await seen(name);
    const { token } = await preview(name, sync);
    const body = { request: sync, token, requestId: randomUUID() };
    const first = await service.start(refOf(name), body, { credentials: noor });
    const again = await service.start(refOf(name), body, { credentials: noor });
    expect(again.id).toBe(first.id);
    await expect(
      service.start(refOf(name), body, { credentials: sami }),
    ).rejects.toThrow('belongs to another request');
  });

  it('refuses what was shown for another state', async () => {
    const name = await world.application('orders-moved');
    const { service, preview, seen, index } = await world.portal();
    const { summary } = await seen(name);
    const { token } = await preview(name, sync);
    await world.orders.commit({
      'orders/settings.yaml': configMap('orders', randomUUID()),
    });
    await until(
      () => index.get(refOf(name))?.summary.revision !== summary.revision,
    );
    const start = (given?: string) =>
      service.start(
        refOf(name),
        { request: sync, token: given, requestId: randomUUID() },
        { credentials: noor },
      );
    await expect(start(token)).rejects.toThrow('changed since you looked');
    await expect(start()).rejects.toThrow('its preview gives the token');
  });

  it('tells the second of two people who syncs since when', async () => {
    const name = await world.application('orders-two');
    const knex = await world.migrated();
    const one = await world.portal({ knex, follow: false });
    const other = await world.portal({ knex, follow: false });
    await Promise.all([one.seen(name), other.seen(name)]);
    const { token } = await one.preview(name, sync);
    const outcomes = await Promise.allSettled([
      one.service.start(
        refOf(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: noor },
      ),
      other.service.start(
        refOf(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: sami },
      ),
    ]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^(noor\.haddad|sami\.okafor) syncs it since \d{4}-\d\d-\d\d .* UTC/,
      ),
    });
  });

  it('names who uses Argo CD past the portal', async () => {
    const name = await world.application('orders-past', { path: 'slow' });
    const { argocd, seen, service, preview } = await world.portal();
    await seen(name);
    const { token } = await preview(name, sync);
    // The index doesn't hear of what happens now.
    world.proxy.spoilStreams('stall');
    await argocd.sync(name, {
      project: 'booking',
      infos: [{ name: REQUESTED_BY_INFO, value: 'user:default/maren.olsen' }],
    });
    const attempt = service.start(
      refOf(name),
      { request: sync, token, requestId: randomUUID() },
      { credentials: noor },
    );
    await expect(attempt).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^maren\.olsen has an operation under way here since .*\. Wait/,
      ),
    });
    world.proxy.spoilStreams(undefined);
  });

  it('ends what is under way, and what follows sees it end', async () => {
    const name = await world.application('orders-end', { path: 'slow' });
    const { act, ended, preview, seen } = await world.portal();
    await seen(name);
    const begun = await act(name, sync);
    await seen(name, ({ summary }) => summary.operation?.phase === 'Running');
    expect((await preview(name, sync, sami)).blocked).toMatch(
      /^noor\.haddad has an operation under way here/,
    );
    const end = await act(name, { kind: 'terminate' }, sami);
    expect(await ended(end)).toMatchObject({ state: 'succeeded' });
    expect(await ended(begun)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('terminated'),
    });
  });
});
