import { until } from '@runway/sandbox';
import { refOf, useActing } from '../__testUtils__/useActing';

jest.setTimeout(90_000);

describe('pausing and resuming auto-sync', () => {
  const world = useActing();

  it('pauses and resumes auto-sync as it was, with the reason', async () => {
    const automated = { prune: true, selfHeal: true };
    const name = await world.application('orders-pause', { automated });
    const { act, argocd, index, pauses, seen } = await world.portal();
    await seen(name);
    const autoSync = (wanted: boolean) =>
      until(() => index.get(refOf(name))?.summary.autoSync === wanted);
    expect(
      await act(name, { kind: 'pause', reason: 'Investigating a leak' }),
    ).toMatchObject({ state: 'succeeded' });
    await autoSync(false);
    await until(() => pauses.of(index.get(refOf(name))!));
    expect(pauses.of(index.get(refOf(name))!)).toEqual({
      by: 'user:default/noor.haddad',
      at: expect.any(String),
      reason: 'Investigating a leak',
    });
    expect(await act(name, { kind: 'resume' })).toMatchObject({
      state: 'succeeded',
      message: 'Auto-sync is on as it was.',
    });
    await autoSync(true);
    expect(pauses.of(index.get(refOf(name))!)).toBeUndefined();
    const { spec } = await argocd.application(name, { project: 'booking' });
    expect(spec.syncPolicy).toMatchObject({ automated });
  });

  it('does not pause past Git what another application declares', async () => {
    const manifest = (name: string, automated: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  labels: { runway.aerq.io/service: orders, runway.aerq.io/environment: dev }
spec:
  project: booking
  destination: { name: dev, namespace: ns-${name} }
  source: { repoURL: '${world.sandbox.url}/gitlab/booking/deploy.git', path: orders, targetRevision: main }
  syncPolicy: { automated: ${automated}, syncOptions: [CreateNamespace=true] }
`;
    await world.orders.commit({
      'root/child.yaml': manifest('orders-child', '{ prune: true }'),
    });
    world.sandbox.argocd.createProject({
      metadata: { name: 'root' },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ name: 'in-cluster', namespace: '*' }],
      },
    });
    world.sandbox.argocd.createApplication({
      metadata: { name: 'root' },
      spec: {
        project: 'root',
        destination: { name: 'in-cluster', namespace: 'argocd' },
        source: {
          repoURL: `${world.sandbox.url}/gitlab/booking/deploy.git`,
          path: 'root',
          targetRevision: 'main',
        },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    });
    const { act, argocd, index, preview, seen } = await world.portal();
    const { parent } = await seen(
      'orders-child',
      ({ summary }) => summary.autoSync,
    );
    expect(parent).toEqual({ kind: 'Application', name: 'root' });

    // What Argo CD makes of a pause that is not in Git.
    const states: boolean[] = [];
    index.subscribe(({ record: { summary } }) => {
      if (summary.name === 'orders-child') {
        states.push(summary.autoSync);
      }
    });
    await argocd.patchApplication('orders-child', {
      project: 'booking',
      patch: { spec: { syncPolicy: { automated: null } } },
    });
    await until(() => states.includes(false) && states.at(-1));

    const request = { kind: 'pause', reason: 'Investigating' } as const;
    expect(await preview('orders-child', request)).toMatchObject({
      method: 'merge-request',
      warnings: [
        'orders-child is declared in Git by root, which would undo a change made in Argo CD.',
      ],
    });
    expect(await act('orders-child', request)).toMatchObject({
      state: 'running',
      mergeRequest: { state: 'opened' },
    });
  });
});
