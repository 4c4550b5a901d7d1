import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { DeployedState } from '@runway/plugin-argocd-common';
import { screen, within } from '@testing-library/react';
import type { ApplicationsState } from '../../hooks/useApplications';
import { ServiceHealthList } from './ServiceHealthList';

const deployed = (
  health: DeployedState['health'],
  sync: DeployedState['sync'] = 'Synced',
): DeployedState => ({
  state: 'deployed',
  environment: 'dev',
  source: 'main',
  application: 'x',
  health,
  sync,
});

const services = ['billing', 'orders', 'routes'].map(name => ({
  name,
  href: `/catalog/default/component/${name}`,
  detail: 'sales',
}));

const show = (state: ApplicationsState) =>
  renderInTestApp(
    <ServiceHealthList
      services={services}
      applications={{ ...state, retry: () => {} }}
    />,
  );

describe('ServiceHealthList', () => {
  it('puts what needs a person first, and says each state in words', async () => {
    show({
      status: 'ready',
      data: {
        items: [
          { service: 'billing', environments: [deployed('Healthy')] },
          { service: 'orders', environments: [deployed('Degraded')] },
          {
            service: 'routes',
            environments: [deployed('Healthy', 'OutOfSync')],
          },
        ],
        notFound: [],
        sources: [],
      },
    });
    const table = await screen.findByRole('table', {
      name: 'Health of your services by environment',
    });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent)).toEqual([
      'orderssalesDegraded',
      'routessalesOut of sync',
      'billingsalesHealthy',
    ]);
    expect(
      within(rows[0]).getByRole('link', { name: 'orders' }),
    ).toHaveAttribute('href', '/catalog/default/component/orders');
    expect(
      within(table).getByRole('columnheader', { name: 'Dev' }),
    ).toBeInTheDocument();
  });

  it('lists the services even when their health cannot be had', async () => {
    show({ status: 'failed', error: new Error('Request failed with 503') });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Request failed with 503',
    );
    expect(screen.getAllByRole('link')).toHaveLength(3);
  });

  it('says who can help a person without the permission', async () => {
    show({ status: 'denied', error: new Error('no') });
    expect(
      await screen.findByText(/The platform team can grant it/),
    ).toBeInTheDocument();
  });
});
