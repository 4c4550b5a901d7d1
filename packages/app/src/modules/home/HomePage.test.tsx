import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { argocdApiRef } from '@runway/plugin-argocd';
import type { ArgocdApi, DeployedState } from '@runway/plugin-argocd-common';
import { onboardingApiRef } from '@runway/plugin-onboarding';
import { changesApiRef, provisioningApiRef } from '@runway/plugin-provisioning';
import type {
  ChangesApi,
  ProvisioningApi,
  RunSummary,
} from '@runway/plugin-provisioning-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HomePage } from './HomePage';
import {
  catalogExternalRef,
  createExternalRef,
  docsExternalRef,
} from './homePlugin';

const amelia: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'amelia' },
  spec: { profile: { displayName: 'Amelia Earhart' } },
  relations: [{ type: 'memberOf', targetRef: 'group:default/flight-ops' }],
};

const flightOps: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'flight-ops' },
  spec: { type: 'team', profile: { displayName: 'Flight operations' } },
};

const service = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'runway.aerq.io/service': name },
  },
  spec: { type: 'service' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/flight-ops' }],
});

const deployed = (
  service_: string,
  health: DeployedState['health'],
): Awaited<ReturnType<ArgocdApi['getApplications']>>['items'][number] => ({
  service: service_,
  environments: [
    {
      state: 'deployed',
      environment: 'dev',
      source: 'main',
      application: `${service_}-dev`,
      sync: 'Synced',
      health,
    },
  ],
});

interface World {
  entities?: Entity[];
  getApplications?: ArgocdApi['getApplications'];
  runs?: Array<Pick<RunSummary, 'entityRef' | 'status'>>;
  stored?: Record<string, boolean>;
  catalog?: Parameters<typeof catalogApiMock.mock>[0];
}

function show(world: World = {}) {
  const storage = mockApis.storage({
    data: { 'runway-getting-started': world.stored ?? {} },
  });
  const listRuns = async () => {
    const items = (world.runs ?? []).map(
      (run, index): RunSummary => ({
        ...run,
        id: `run-${index}`,
        name: run.entityRef.split('/')[1],
        ownerRef: 'group:default/flight-ops',
        templateRef: 'template:default/api-service',
        templateTitle: 'API service',
        requestedBy: 'user:default/amelia.reyes',
        createdAt: '2026-11-23T08:00:00.000Z',
        durationMs: 3_000,
      }),
    );
    return { items, totalItems: items.length };
  };
  renderInTestApp(<HomePage />, {
    mountedRoutes: {
      '/create': createExternalRef,
      '/catalog': catalogExternalRef,
      '/docs': docsExternalRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
    apis: [
      mockApis.identity({
        userEntityRef: 'user:default/amelia',
        ownershipEntityRefs: [
          'user:default/amelia',
          'group:default/flight-ops',
        ],
        displayName: 'Amelia Earhart',
      }),
      mockApis.permission({ authorize: AuthorizeResult.ALLOW }),
      storage,
      [
        catalogApiRef,
        world.catalog
          ? catalogApiMock.mock(world.catalog)
          : catalogApiMock({
              entities: [amelia, flightOps, ...(world.entities ?? [])],
            }),
      ],
      [onboardingApiRef, { mine: async () => ({}) }],
      [
        argocdApiRef,
        {
          getApplications:
            world.getApplications ??
            (async () => ({ items: [], notFound: [], sources: [] })),
        },
      ],
      [
        provisioningApiRef,
        { listRuns } as Partial<ProvisioningApi> as ProvisioningApi,
      ],
      [
        changesApiRef,
        {
          listChanges: async () => ({ items: [], totalItems: 0 }),
        } as Partial<ChangesApi> as ChangesApi,
      ],
    ],
  });
  return { storage };
}

const steps = async () =>
  (await screen.findByRole('heading', { name: 'Getting started' })).closest(
    'article',
  )!;

describe('HomePage', () => {
  it('tells a new person what will be here, and what to do next', async () => {
    show();
    expect(
      await screen.findByRole('heading', { name: /Amelia$/, level: 1 }),
    ).toBeInTheDocument();
    expect(await screen.findByText('No services yet')).toBeInTheDocument();
    const card = await steps();
    expect(card).toHaveTextContent('0 of 4 done');
    const [first] = within(card).getAllByRole('listitem');
    expect(first).toHaveAttribute('aria-current', 'step');
    expect(
      within(first).getByRole('link', { name: 'Open Flight operations' }),
    ).toHaveAttribute('href', '/catalog/default/group/flight-ops');
    expect(
      screen.getByRole('link', { name: 'Create service' }),
    ).toHaveAttribute('href', '/create');
  });

  it('does not take an ordered database for a service', async () => {
    show({
      runs: [
        { entityRef: 'resource:default/seat-map-db', status: 'succeeded' },
      ],
    });
    expect(await steps()).toHaveTextContent('0 of 4 done');
  });

  it('ticks the steps that really happened', async () => {
    show({
      stored: { 'visited-team': true },
      runs: [
        { entityRef: 'component:default/seat-map', status: 'failed' },
        { entityRef: 'component:default/check-in-api', status: 'succeeded' },
      ],
    });
    const card = await steps();
    await waitFor(() => expect(card).toHaveTextContent('3 of 4 done'));
    expect(
      within(card).getByRole('heading', { name: /Read the docs$/ }),
    ).toBeInTheDocument();
    expect(
      within(card).getByRole('heading', { name: 'See it healthy, done' }),
    ).toBeInTheDocument();
  });

  it('keeps no place free for first steps that cannot be told', async () => {
    show({
      catalog: {
        queryEntities: async () => ({
          items: [],
          totalItems: 0,
          pageInfo: {},
        }),
        getEntityByRef: async () => {
          throw new Error('down');
        },
      },
    });
    expect(await screen.findByText('No services yet')).toBeInTheDocument();
    await waitFor(() =>
      expect(localStorage.getItem('runway-getting-started-shown')).toBe('no'),
    );
    expect(
      screen.queryByRole('heading', { name: 'Getting started' }),
    ).not.toBeInTheDocument();
  });

  it('hides the first steps for good when told to', async () => {
    const { storage } = show();
    await steps();
    await userEvent.click(
      screen.getByRole('button', { name: 'Hide for good' }),
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('heading', { name: 'Getting started' }),
      ).not.toBeInTheDocument(),
    );
    expect(
      storage.forBucket('runway-getting-started').snapshot('dismissed').value,
    ).toBe(true);
  });

  it('says how many services need the person, and puts them first', async () => {
    show({
      entities: [service('airspace'), service('check-in')],
      getApplications: async services => {
        expect(services).toEqual(['airspace', 'check-in']);
        return {
          items: [
            deployed('airspace', 'Healthy'),
            deployed('check-in', 'Degraded'),
          ],
          notFound: [],
          sources: [],
        };
      },
    });
    expect(
      await screen.findByText('1 of your 2 services needs you.'),
    ).toBeInTheDocument();
    const rows = within(
      screen.getByRole('table', { name: /Health of your services/ }),
    ).getAllByRole('row');
    expect(rows[1]).toHaveTextContent('check-inDegraded');
  });

  it('lists the services while their health cannot be had', async () => {
    show({
      entities: [service('airspace')],
      getApplications: async () => {
        throw new Error('Request failed with 503');
      },
    });
    expect(
      await screen.findByRole('link', { name: 'airspace' }),
    ).toBeInTheDocument();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Health could not be loaded',
    );
  });

  it('offers to try again when the catalog does not answer', async () => {
    const queryEntities = jest
      .fn()
      .mockRejectedValueOnce(new Error('Request failed with 500'))
      .mockResolvedValue({ items: [], totalItems: 0, pageInfo: {} });
    show({
      catalog: { queryEntities, getEntityByRef: async () => amelia },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText('No services yet')).toBeInTheDocument();
  });
});
