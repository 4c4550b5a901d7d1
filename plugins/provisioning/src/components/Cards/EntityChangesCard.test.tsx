import type { Entity } from '@backstage/catalog-model';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor } from '@testing-library/react';
import { changesApiRef } from '../../api/changesApiRef';
import { changesPage, entityChangesCard } from '../../plugin';
import { exampleChange } from '../../__testUtils__/exampleChange';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'check-in-api', namespace: 'default' },
};

const show = (changes: FakeChangesApi) =>
  renderTestApp({
    extensions: [
      createTestEntityPage({ entity }),
      entityChangesCard,
      changesPage,
    ],
    apis: [[changesApiRef, changes]],
  });

describe('entityChangesCard', () => {
  it('says that the service is about to be taken down, and leads to the change', async () => {
    const changes = new FakeChangesApi();
    changes.add(exampleChange());
    show(changes);
    expect(
      await screen.findByText('Decommission: Awaiting approval'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'See the change' }),
    ).toHaveAttribute('href', '/changes/change-1');
  });

  it('is not there when nothing is open', async () => {
    const changes = new FakeChangesApi();
    changes.add(exampleChange({ status: 'cancelled' }));
    show(changes);
    await waitFor(() => expect(changes.listed).toHaveLength(1));
    expect(screen.queryByText(/Decommission/)).toBeNull();
  });
});
