import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ApplicationList,
  ApplicationSummary,
  DeliveryApi,
} from '@runway/plugin-argocd-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { OperatorsPage } from './OperatorsPage';

const application = (
  name: string,
  more: Partial<ApplicationSummary> = {},
): ApplicationSummary => ({
  instance: 'main',
  namespace: 'argocd',
  name,
  project: 'booking',
  team: 'booking',
  environment: 'dev',
  cluster: 'dev',
  sync: 'Synced',
  health: 'Healthy',
  autoSync: true,
  ...more,
});

const list = (more: Partial<ApplicationList> = {}): ApplicationList => ({
  items: [
    application('fares-dev'),
    application('orders-dev', {
      health: 'Degraded',
      healthMessage: 'Deployment orders: exceeded its deadline',
      sync: 'OutOfSync',
      autoSync: false,
    }),
  ],
  total: 2,
  facets: {
    instance: [{ value: 'main', count: 2 }],
    project: [{ value: 'booking', count: 2 }],
    team: [
      { value: 'booking', count: 2 },
      { value: 'cabin', count: 9 },
    ],
    cluster: [{ value: 'dev', count: 2 }],
    environment: [{ value: 'dev', count: 2 }],
    health: [
      { value: 'Healthy', count: 1 },
      { value: 'Degraded', count: 1 },
    ],
    sync: [{ value: 'Synced', count: 2 }],
  },
  sources: [{ name: 'main', state: 'ok', ageSeconds: 0 }],
  channel: 'argocd:applications',
  ...more,
});

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}

function show(api: Partial<DeliveryApi>, path = '/delivery') {
  return renderInTestApp(
    <>
      <OperatorsPage />
      <Address />
    </>,
    { apis: [[deliveryApiRef, api]], initialRouteEntries: [path] },
  );
}

const address = () => screen.getByLabelText('Address');

describe('OperatorsPage', () => {
  it('shows how each application is, and why', async () => {
    show({ list: async () => list() });
    const table = await screen.findByRole('table', { name: 'Applications' });
    const [, , orders] = within(table).getAllByRole('row');
    expect(orders).toHaveTextContent('Degraded');
    expect(orders).toHaveTextContent('exceeded its deadline');
    expect(orders).toHaveTextContent('Out of sync, auto-sync off');
    expect(screen.getByText('1–2 of 2 applications')).toBeVisible();
  });

  it('reads the view from the address, and asks the server for it', async () => {
    const asked = jest.fn(async () => list());
    show(
      { list: asked },
      '/delivery?team=booking,cabin&health=Degraded&sort=deployedAt&order=desc&offset=50&q=ord',
    );
    await screen.findByRole('table', { name: 'Applications' });
    expect(asked).toHaveBeenCalledWith(
      expect.objectContaining({
        q: 'ord',
        team: ['booking', 'cabin'],
        health: ['Degraded'],
        sort: 'deployedAt',
        order: 'desc',
        offset: 50,
        limit: 50,
      }),
      expect.anything(),
    );
    expect(
      screen.getByRole('columnheader', { name: 'Deployed' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('writes what is chosen into the address, and starts with the first page again', async () => {
    show({ list: async () => list() }, '/delivery?offset=50');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Degraded (1)' }),
    );
    await waitFor(() =>
      expect(address()).toHaveTextContent('?health=Degraded'),
    );
    expect(address()).not.toHaveTextContent('offset');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Application' }),
    );
    await waitFor(() => expect(address()).toHaveTextContent('order=desc'));
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(address()).not.toHaveTextContent('health'));
  });

  it('turns pages', async () => {
    show({ list: async () => list({ total: 120 }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(address()).toHaveTextContent('offset=50'));
    expect(await screen.findByText('51–52 of 120 applications')).toBeVisible();
  });

  it('refreshes what is selected, and says what was refused', async () => {
    const refreshAll = jest.fn(async () => ({
      results: [
        {
          instance: 'main',
          namespace: 'argocd',
          name: 'fares-dev',
          outcome: 'refreshed' as const,
        },
        {
          instance: 'main',
          namespace: 'argocd',
          name: 'orders-dev',
          outcome: 'denied' as const,
          message: 'it belongs to cabin',
        },
      ],
    }));
    show({ list: async () => list(), refreshAll });
    await userEvent.click(
      await screen.findByRole('checkbox', { name: 'Select all on this page' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Refresh 2 selected' }),
    );
    expect(
      await screen.findByText('1 refreshed. orders-dev: it belongs to cabin.'),
    ).toBeInTheDocument();
    expect(refreshAll).toHaveBeenCalledWith([
      { instance: 'main', namespace: 'argocd', name: 'fares-dev' },
      { instance: 'main', namespace: 'argocd', name: 'orders-dev' },
    ]);
  });

  it('says that nothing matches, that one may not look, and that it failed', async () => {
    const empty = await show({
      list: async () => list({ items: [], total: 0 }),
    });
    expect(
      await screen.findByText(/No application is like that/),
    ).toBeInTheDocument();
    empty.unmount();

    const denied = await show({
      list: async () => {
        throw Object.assign(new Error('Ask the platform team.'), {
          statusCode: 403,
        });
      },
    });
    expect(await screen.findByText('Ask the platform team.')).toBeVisible();
    denied.unmount();

    show({
      list: async () => {
        throw new Error('Request failed with 502');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('502');
  });
});
