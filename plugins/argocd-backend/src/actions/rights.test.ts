import { randomUUID } from 'node:crypto';
import { amelia, noor } from '../__testUtils__/startActing';
import { refOf, sync, useActing } from '../__testUtils__/useActing';

jest.setTimeout(90_000);

describe('who may act on applications', () => {
  const world = useActing();

  it('says whom to ask, and lets services do nothing', async () => {
    const name = await world.application('orders-denied');
    const production = await world.application('orders-prod', {
      environment: 'production',
    });
    const { service, act, seen } = await world.portal();
    await Promise.all([seen(name), seen(production)]);
    await expect(act(name, sync, amelia)).rejects.toThrow(
      `You may not sync ${name}: it belongs to booking. Ask somebody of that team, or the platform team.`,
    );
    const { actions } = await service.allowed(refOf(production), {
      credentials: noor,
    });
    expect(
      actions.filter(({ allowed }) => allowed).map(({ kind }) => kind),
    ).toEqual(['refresh', 'sync', 'rollback', 'terminate']);
    expect(actions.find(({ kind }) => kind === 'pause')?.reason).toBe(
      `You may not pause auto-sync of ${production}: not in production. Ask the platform team.`,
    );
    expect(
      await service.refreshAll([refOf(name), refOf('absent')], {
        credentials: amelia,
      }),
    ).toMatchObject({
      results: [{ outcome: 'denied' }, { outcome: 'failed' }],
    });
  });

  it('refreshes many, each with its own outcome', async () => {
    const name = await world.application('orders-bulk');
    const { service, seen } = await world.portal();
    await seen(name);
    const { results } = await service.refreshAll(
      [refOf(name), refOf('absent')],
      {
        credentials: noor,
      },
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'refreshed',
      'failed',
    ]);
    expect(results[0].message).toMatch(/^Argo CD says: /);
  });

  it('fails in words when the portal may not act in a project', async () => {
    const name = await world.application('orders-forbidden');
    const { service, preview, seen } = await world.portal();
    await seen(name);
    const { token } = await preview(name, sync);
    world.proxy.fail({ status: 403, body: '{"message": "permission denied"}' });
    await expect(
      service.start(
        refOf(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: noor },
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    world.proxy.fail(undefined);
    const [action] = await service.list(refOf(name), { credentials: noor });
    expect(action).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('does not allow the portal'),
    });
  });
});
