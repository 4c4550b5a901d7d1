import { TestDatabases } from '@backstage/backend-test-utils';
import { createInfrastructure } from '../__testUtils__/createInfrastructure';
import { useUpstreams } from '../__testUtils__/useUpstreams';

jest.setTimeout(240_000);

const PROJECT = 'platform/infrastructure';

/** Nothing is played here: the sandbox's Atlantis hears of merge requests from GitLab, plans them and applies them. */
describe('orders of infrastructure, with Atlantis', () => {
  const fixture = useUpstreams({ infrastructure: true });
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let parts: Awaited<ReturnType<typeof createInfrastructure>>;

  beforeAll(async () => {
    parts = await createInfrastructure(
      await databases.init('SQLITE_3'),
      fixture,
      PROJECT,
    );
  });

  it('go from the form to the catalog', async () => {
    const { id, request } = await parts.order('booking');
    const planned = await parts.until(id, 'planned');
    expect(planned.plan).toMatchObject({ change: 0, destroy: 0 });
    expect(planned.plan!.add).toBeGreaterThan(3);
    await parts.approve(request);
    await parts.until(id, 'applied');
    // Atlantis merges what it has applied; then the page is registered.
    const deadline = Date.now() + 60_000;
    let rows = await parts.store.resources(id);
    while (rows.some(({ state }) => state !== 'present')) {
      expect(Date.now()).toBeLessThan(deadline);
      await parts.follow(id);
      rows = await parts.store.resources(id);
    }
    expect(await parts.requests.ofRun(id)).toMatchObject({
      lookAt: undefined,
    });
    expect(
      await fixture.upstreams
        .gitlab()
        .file(PROJECT, `${request.directory}/catalog-info.yaml`, 'main'),
    ).toBeDefined();
    expect(await parts.commands(request)).toEqual(['atlantis apply']);
  });

  it('are applied one after the other, although each merge outdates the plan of the next', async () => {
    const one = await parts.order('first-cache');
    const two = await parts.order('second-cache');
    for (const { id, request } of [one, two]) {
      await parts.until(id, 'planned');
      await parts.approve(request);
    }
    for (const { id } of [one, two]) {
      expect(await parts.until(id, 'applied')).toMatchObject({
        error: undefined,
      });
    }
  });

  it('are planned when somebody reminds Atlantis, which was down when they were opened', async () => {
    const { id: rule } = fixture.sandbox.faults.add({
      system: 'atlantis',
      fault: { kind: 'status', status: 503 },
    });
    const { id, request } = await parts.order('unheard-of');
    expect(await parts.follow(id)).toMatchObject({ status: 'opened' });
    fixture.sandbox.faults.remove(rule);
    await parts.say(request, 'atlantis plan');
    expect(await parts.until(id, 'planned')).toMatchObject({
      error: undefined,
    });
  });
});
