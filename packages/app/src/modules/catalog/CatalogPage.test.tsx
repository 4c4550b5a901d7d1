import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityKindPicker,
  entityRouteRef,
  MockStarredEntitiesApi,
  starredEntitiesApiRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { argocdApiRef } from '@runway/plugin-argocd';
import type { DeployedState } from '@runway/plugin-argocd-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CatalogPage } from './CatalogPage';

const component = (name: string, isService: boolean): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    description: `Purpose of ${name}`,
    annotations: isService ? { 'runway.aerq.io/service': name } : {},
  },
  spec: { type: isService ? 'service' : 'library', lifecycle: 'production' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/sales' }],
});

const degraded: DeployedState = {
  state: 'deployed',
  environment: 'staging',
  source: 'main',
  application: 'orders-staging',
  sync: 'Synced',
  health: 'Degraded',
};

function show(
  entities: Entity[],
  queryEntities = catalogApiMock({ entities }).queryEntities,
) {
  const asked: string[][] = [];
  const catalog = catalogApiMock({ entities });
  catalog.queryEntities = queryEntities.bind(catalog);
  renderInTestApp(
    <CatalogPage
      filters={<EntityKindPicker initialFilter="component" hidden />}
    />,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [
        mockApis.permission(),
        [catalogApiRef, catalog],
        [starredEntitiesApiRef, new MockStarredEntitiesApi()],
        [
          argocdApiRef,
          {
            getApplications: async (services: string[]) => {
              asked.push(services);
              return {
                items: services.map(service => ({
                  service,
                  environments: [degraded],
                })),
                notFound: [],
                sources: [],
              };
            },
          },
        ],
      ],
    },
  );
  return asked;
}

describe('CatalogPage', () => {
  it('says of each entry what it is for, whose it is and whether it is well', async () => {
    const asked = show([component('orders', true), component('money', false)]);
    const row = await screen.findByRole('row', { name: /orders/ });
    expect(row).toHaveTextContent('Purpose of orders');
    expect(row).toHaveTextContent('sales');
    expect(
      await within(row).findByText(/Degraded in staging/),
    ).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: 'orders' })).toHaveAttribute(
      'href',
      '/catalog/default/component/orders',
    );
    expect(screen.getByRole('row', { name: /money/ })).not.toHaveTextContent(
      'Degraded',
    );
    expect(asked).toEqual([['orders']]);
  });

  it('remembers a favourite', async () => {
    show([component('orders', true)]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add to favourites: orders' }),
    );
    expect(
      await screen.findByRole('button', {
        name: 'Remove from favourites: orders',
      }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  it('says that nothing fits', async () => {
    show([]);
    expect(
      await screen.findByText('Nothing fits these filters'),
    ).toBeInTheDocument();
  });

  it('says that the catalog does not answer', async () => {
    show([], async () => {
      throw new Error('Request failed with 503');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Request failed with 503',
    );
  });
});
