import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { Action, DeliveryApi } from '@runway/plugin-argocd-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  allowed,
  answered,
  detail,
  pending,
  refusal,
  tree,
  unanswered,
} from '../../__testUtils__/deliveryAnswers';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { ApplicationPanel } from './ApplicationPanel';

const ref = { instance: 'main', namespace: 'argocd', name: 'orders-dev' };

const synced: Action = {
  id: '1',
  application: ref,
  request: { kind: 'sync', prune: false, dryRun: false },
  state: 'succeeded',
  by: 'user:default/noor',
  requestedAt: '2026-01-01T08:00:00.000Z',
  message: 'successfully synced',
};

function show(api: Partial<DeliveryApi>, signals = new FakeSignals()) {
  return renderInTestApp(<ApplicationPanel application={ref} />, {
    apis: [
      [
        deliveryApiRef,
        {
          application: async () => detail(),
          allowedActions: async () => allowed(),
          tree: async () => tree(),
          diff: async () => ({
            resources: [],
            omitted: 0,
            sources: [answered],
          }),
          actions: async () => ({ items: [] }),
          ...api,
        },
      ],
      [signalApiRef, signals],
    ],
  });
}

const open = async (tab: RegExp) =>
  userEvent.click(await screen.findByRole('tab', { name: tab }));

describe('ApplicationPanel', () => {
  it('shows how it is, where it lies and what it deploys from', async () => {
    show({
      application: async () =>
        detail({}, { parent: { kind: 'Application', name: 'root-dev' } }),
    });
    expect(await screen.findByText('Healthy')).toBeVisible();
    expect(
      screen.getByText(
        /in project shop, on dev\/shop-dev, made by Application root-dev/,
      ),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: /Open in Argo CD/ }),
    ).toHaveAttribute(
      'href',
      'http://argocd.test/applications/argocd/orders-dev',
    );
    expect(
      screen.getByRole('list', { name: 'Deploys from' }),
    ).toHaveTextContent('api-service 2.0.0 at cafecafe');
    expect(
      screen.queryByRole('region', { name: 'What is not well' }),
    ).not.toBeInTheDocument();
  });

  it('says why it is not well, in words and with events', async () => {
    show({
      application: async () =>
        detail(
          {
            health: 'Degraded',
            operation: { phase: 'Failed', message: 'one object refused' },
          },
          {
            conditions: [
              { type: 'ComparisonError', message: 'manifest is no YAML' },
            ],
            failing: [
              {
                group: '',
                kind: 'Pod',
                name: 'orders-1',
                health: 'Degraded',
                message: 'Back-off pulling image',
                events: [
                  {
                    type: 'Warning',
                    reason: 'Failed',
                    message: 'manifest unknown',
                    count: 4,
                  },
                ],
              },
            ],
          },
        ),
    });
    const unwell = await screen.findByRole('region', {
      name: 'What is not well',
    });
    expect(unwell).toHaveTextContent('Pod orders-1');
    expect(unwell).toHaveTextContent('Back-off pulling image');
    expect(
      within(unwell).getByRole('list', { name: 'Events of orders-1' }),
    ).toHaveTextContent('Failed manifest unknown 4 times');
    expect(screen.getByText('The last sync failed')).toBeVisible();
    expect(screen.getByText('one object refused')).toBeVisible();
    expect(screen.getByText('Comparison Error')).toBeVisible();
  });

  it('goes through its parts by keyboard', async () => {
    show({
      application: async () =>
        detail(
          { sync: 'OutOfSync' },
          { outOfSync: [{ group: '', kind: 'ConfigMap', name: 'orders' }] },
        ),
      diff: async () => ({
        resources: [
          {
            group: '',
            kind: 'ConfigMap',
            name: 'orders',
            change: 'update',
            diff: '@@ -1 +1 @@\n-a: 1\n+a: 2\n',
            truncated: true,
          },
        ],
        omitted: 3,
        sources: [answered],
      }),
      actions: async () => ({ items: [synced] }),
    });
    const resources = await screen.findByRole('list', { name: 'Resources' });
    expect(resources).toHaveTextContent('Pod orders-1');
    screen.getByRole('tab', { name: 'Resources (3)' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(
      screen.getByRole('tab', { name: 'Difference from Git (1)' }),
    ).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByLabelText(/A sync changes ConfigMap orders \(cut/),
    ).toHaveTextContent('+a: 2');
    expect(screen.getByText(/3 more resources differ/)).toBeVisible();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(
      await screen.findByRole('list', { name: 'Done in Runway' }),
    ).toHaveTextContent('Sync done by user:default/noor');
  });

  it('finds resources, and says how many are not shown', async () => {
    const asked = jest.fn(async (_, { q } = {}) =>
      q === 'zzz'
        ? tree({ nodes: [], total: 10_000, matching: 0 })
        : tree({ total: 10_000, matching: 10_000 }),
    );
    show({ tree: asked as DeliveryApi['tree'] });
    expect(
      await screen.findByText(
        '2 of 10000 are shown, those that are not well first',
      ),
    ).toBeVisible();
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Find a resource' }),
      'zzz',
    );
    expect(
      await screen.findByText(/No resource has these letters/),
    ).toBeVisible();
    expect(screen.getByText('0 of 10000 resources match')).toBeVisible();
  });

  it('has nothing to show, and says so in each part', async () => {
    show({
      application: async () => detail({}, { resourceCount: 0 }),
      tree: async () => tree({ nodes: [], total: 0, matching: 0 }),
    });
    expect(
      await screen.findByText('There are no resources yet.'),
    ).toBeVisible();
    await open(/Difference from Git/);
    expect(await screen.findByText(/Everything is as Git says/)).toBeVisible();
    await open(/Operations/);
    expect(await screen.findByText(/Nobody has done anything/)).toBeVisible();
  });

  it('shows what the portal knows when Argo CD does not answer, and takes nothing for empty', async () => {
    const sources = [unanswered];
    show({
      application: async () => detail({}, { sources }),
      tree: async () => tree({ nodes: [], total: 0, matching: 0, sources }),
      diff: async () => ({ resources: [], omitted: 0, sources }),
    });
    expect(await screen.findByText('Healthy')).toBeVisible();
    await screen.findAllByText('Argo CD main did not answer in time.');
    expect(
      screen.queryByText('There are no resources yet.'),
    ).not.toBeInTheDocument();
    await open(/Difference from Git/);
    await screen.findAllByText('Argo CD main did not answer in time.');
    expect(
      screen.queryByText(/Everything is as Git says/),
    ).not.toBeInTheDocument();
  });

  it('does not take a difference that is too big to show for none', async () => {
    show({
      application: async () =>
        detail(
          { sync: 'OutOfSync' },
          {
            outOfSync: Array.from({ length: 200 }, (_, n) => ({
              group: '',
              kind: 'ConfigMap',
              name: `many-${n}`,
            })),
          },
        ),
      diff: async () => ({ resources: [], omitted: 1, sources: [answered] }),
    });
    await open(/Difference from Git \(200 or more\)/);
    expect(await screen.findByText(/1 more resource differs/)).toBeVisible();
    expect(
      screen.queryByText(/Everything is as Git says/),
    ).not.toBeInTheDocument();
  });

  it('says who refuses, and what failed, and asks again when told to', async () => {
    const denied = await show({
      application: async () => {
        throw refusal(403, 'You may not see Argo CD applications');
      },
    });
    expect(
      await screen.findByText('You may not see Argo CD applications'),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    denied.unmount();

    let fails = true;
    show({
      application: async () => {
        if (fails) {
          throw refusal(
            503,
            'Argo CD "main" refused the portal\'s credential.',
          );
        }
        return detail();
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'refused the portal',
    );
    fails = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Healthy')).toBeVisible();
  });

  it('says that it is loading', async () => {
    show({ application: pending });
    expect(
      await screen.findByRole('status', { name: 'orders-dev: loading' }),
    ).toBeInTheDocument();
  });

  it('lets nobody press what they may not do, and says why', async () => {
    const denied = await show({
      allowedActions: async () => allowed('It belongs to booking. Ask them.'),
    });
    expect(
      await screen.findByText('It belongs to booking. Ask them.'),
    ).toBeVisible();
    ['Refresh', 'Sync', 'Pause auto-sync'].forEach(name =>
      expect(screen.getByRole('button', { name })).toBeDisabled(),
    );
    denied.unmount();
    show({
      allowedActions: async () => {
        throw refusal(502, 'Request failed with 502');
      },
    });
    expect(
      await screen.findByText(
        /What you may do here could not be found out: Request failed with 502\./,
      ),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Sync' })).toBeDisabled();
  });

  it('offers what fits what is under way', async () => {
    show({
      application: async () =>
        detail({ autoSync: false, operation: { phase: 'Running' } }),
    });
    const actions = await screen.findByRole('group', { name: 'Actions' });
    const stop = await within(actions).findByRole('button', {
      name: 'Stop the sync',
    });
    expect(stop).toBeEnabled();
    expect(
      within(actions).getByRole('button', { name: 'Sync' }),
    ).toBeDisabled();
    expect(
      within(actions).getByRole('button', { name: 'Resume auto-sync' }),
    ).toBeEnabled();
  });

  it('is read again as soon as something has changed', async () => {
    const signals = new FakeSignals();
    let health: 'Healthy' | 'Degraded' = 'Healthy';
    show({ application: async () => detail({ health }) }, signals);
    await screen.findByText('Healthy');
    health = 'Degraded';
    act(() => signals.send('argocd:orders-dev'));
    expect(await screen.findAllByText('Degraded')).not.toHaveLength(0);
    expect(screen.queryByText('Healthy')).not.toBeInTheDocument();
  });
});
