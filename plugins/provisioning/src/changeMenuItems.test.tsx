import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { changesApiRef } from './api/changesApiRef';
import {
  decommissionMenuItem,
  decommissionResourceMenuItem,
  transferMenuItem,
} from './changeMenuItems';
import { changesPage } from './plugin';
import { FakeChangesApi } from './__testUtils__/FakeChangesApi';

const entity = (annotations: Record<string, string>, kind: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'check-in-api', namespace: 'default', annotations },
  spec: { type: 'service' },
});

function show(annotations: Record<string, string>, kind = 'Component') {
  return renderTestApp({
    features: [catalogPlugin],
    extensions: [
      changesPage,
      decommissionMenuItem,
      decommissionResourceMenuItem,
      transferMenuItem,
    ],
    initialRouteEntries: [
      `/catalog/default/${kind.toLowerCase()}/check-in-api`,
    ],
    apis: [
      [changesApiRef, new FakeChangesApi()],
      catalogApiMock({ entities: [entity(annotations, kind)] }),
      mockApis.permission({ authorize: AuthorizeResult.ALLOW }),
    ],
  });
}

describe('changeMenuItems', () => {
  it('lead from the menu of a service to the page that takes it down or moves it', async () => {
    show({ 'runway.aerq.io/run-id': 'run-1' });
    await userEvent.click(await screen.findByRole('button', { name: /more/i }));
    const query = 'entityRef=component%3Adefault%2Fcheck-in-api';
    expect(
      await screen.findByRole('menuitem', {
        name: 'Decommission this service',
      }),
    ).toHaveAttribute('href', `/changes/new?kind=decommission&${query}`);
    expect(
      screen.getByRole('menuitem', { name: 'Transfer to another team' }),
    ).toHaveAttribute('href', `/changes/new?kind=transfer&${query}`);
  });

  it('lead from the menu of what was ordered to the page that takes it down', async () => {
    show({ 'runway.aerq.io/run-id': 'run-1' }, 'Resource');
    await userEvent.click(await screen.findByRole('button', { name: /more/i }));
    expect(
      await screen.findByRole('menuitem', {
        name: 'Decommission this resource',
      }),
    ).toHaveAttribute(
      'href',
      '/changes/new?kind=decommission&entityRef=resource%3Adefault%2Fcheck-in-api',
    );
    expect(screen.queryByRole('menuitem', { name: /Transfer/ })).toBeNull();
    expect(screen.queryByRole('menuitem', { name: /this service/ })).toBeNull();
  });

  it('are not there for a component that Runway did not make', async () => {
    show({ 'runway.aerq.io/service': 'check-in-api' });
    await userEvent.click(await screen.findByRole('button', { name: /more/i }));
    expect((await screen.findAllByRole('menuitem')).length).toBeGreaterThan(0);
    expect(screen.queryByRole('menuitem', { name: /Decommission/ })).toBeNull();
  });
});
