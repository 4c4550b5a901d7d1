import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import { AboutCard } from './AboutCard';

const show = (metadata: { description?: string }) =>
  renderInTestApp(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'orders',
          tags: ['typescript'],
          links: [
            { url: 'https://dashboards.test/orders', title: 'Dashboard' },
          ],
          ...metadata,
        },
        spec: { type: 'service' },
        relations: [{ type: 'ownedBy', targetRef: 'group:default/sales' }],
      }}
    >
      <AboutCard
        links={[
          {
            id: 'source',
            isFor: undefined,
            useProps: () => ({
              label: 'View source',
              href: 'https://git.test',
            }),
          },
          {
            id: 'docs',
            isFor: undefined,
            useProps: () => ({
              label: 'No docs',
              href: '/docs',
              disabled: true,
            }),
          },
          {
            id: 'template',
            isFor: entity => entity.kind === 'Template',
            useProps: () => ({ label: 'Launch', href: '/create' }),
          },
        ]}
      />
    </EntityProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );

describe('AboutCard', () => {
  it('tells purpose, owner and what else is known, and nothing that is not', async () => {
    show({ description: 'Takes orders' });
    expect(await screen.findByText('Takes orders')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'sales' })).toHaveAttribute(
      'href',
      '/catalog/default/group/sales',
    );
    expect(screen.getAllByRole('term').map(term => term.textContent)).toEqual([
      'Owner',
      'Type',
      'Tags',
    ]);
  });

  it('offers the links that lead somewhere', async () => {
    show({});
    const links = await screen.findByRole('list', { name: 'Links' });
    expect(
      within(links)
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([
      ['View source', 'https://git.test'],
      ['Dashboard', 'https://dashboards.test/orders'],
    ]);
  });

  it('says when nobody wrote down the purpose', async () => {
    show({});
    expect(
      await screen.findByText(/Nobody has written down yet/),
    ).toBeInTheDocument();
  });
});
