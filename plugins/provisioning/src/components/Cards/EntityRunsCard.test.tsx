import type { Entity } from '@backstage/catalog-model';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { entityRunsCard } from '../../plugin';
import { FakeProvisioningApi } from '../../__testUtils__/FakeProvisioningApi';
import { exampleRun } from '../../__testUtils__/exampleRun';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'check-in-api', namespace: 'default' },
};

function renderCard(api: FakeProvisioningApi) {
  return renderTestApp({
    extensions: [createTestEntityPage({ entity }), entityRunsCard],
    apis: [[provisioningApiRef, api]],
  });
}

describe('entityRunsCard', () => {
  it('shows the runs that made the component', async () => {
    const api = new FakeProvisioningApi();
    api.add(exampleRun({ id: 'a', status: 'succeeded' }));
    api.add(exampleRun({ id: 'b', entityRef: 'component:default/seat-map' }));
    renderCard(api);
    const list = await screen.findByRole('list', {
      name: 'Runs of check-in-api',
    });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByRole('heading', { name: 'Runs' })).toBeInTheDocument();
  });

  it('is not there when no run made the component', async () => {
    const api = new FakeProvisioningApi();
    renderCard(api);
    await waitFor(() =>
      expect(api.listed).toEqual([
        { entityRef: 'component:default/check-in-api', limit: 5 },
      ]),
    );
    expect(screen.queryByRole('heading', { name: 'Runs' })).toBeNull();
  });
});
