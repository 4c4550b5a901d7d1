import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { runsRouteRef } from '../../routes';
import {
  FakeProvisioningApi,
  refusal,
} from '../../__testUtils__/FakeProvisioningApi';
import { exampleRun } from '../../__testUtils__/exampleRun';
import { RecentRunsCard } from './LazyRecentRunsCard';

function renderCard(api: FakeProvisioningApi) {
  return renderInTestApp(<RecentRunsCard />, {
    mountedRoutes: {
      '/runs': runsRouteRef,
      '/create': scaffolderPlugin.routes.root,
    },
    apis: [
      [provisioningApiRef, api],
      mockApis.identity({ userEntityRef: 'user:default/mika' }),
    ],
  });
}

describe('RecentRunsCard', () => {
  let api: FakeProvisioningApi;
  beforeEach(() => {
    api = new FakeProvisioningApi();
  });

  it('shows my last five runs and leads to them all', async () => {
    for (let index = 0; index < 7; index += 1) {
      api.add(exampleRun({ id: `run-${index}`, name: `service-${index}` }));
    }
    api.add(exampleRun({ id: 'other', requestedBy: 'user:default/sara' }));
    renderCard(api);

    const list = await screen.findByRole('list', { name: 'My recent runs' });
    const links = within(list).getAllByRole('link');
    expect(links).toHaveLength(5);
    expect(links[0]).toHaveAttribute('href', '/runs/run-0');
    expect(within(list).getAllByText('Running')).toHaveLength(5);
    expect(screen.getByRole('link', { name: 'All runs' })).toHaveAttribute(
      'href',
      '/runs',
    );
    expect(api.listed[0]).toEqual({
      requestedBy: 'user:default/mika',
      limit: 5,
    });
  });

  it('follows a run that goes on', async () => {
    const run = api.add(exampleRun());
    renderCard(api);
    await screen.findByText('Running');
    api.add({ ...run, status: 'succeeded' });
    expect(await screen.findByText('Ready')).toBeInTheDocument();
  });

  it('says what will be here when there is nothing', async () => {
    renderCard(api);
    expect(await screen.findByText('No runs yet')).toBeInTheDocument();
  });

  it('says that the runs can’t be had, and tries again', async () => {
    api.failures.set(
      'listRuns',
      await refusal(503, 'ServiceUnavailableError', 'The database is away.'),
    );
    renderCard(api);
    expect(
      await screen.findByText('The database is away.'),
    ).toBeInTheDocument();
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.getByText('No runs yet')).toBeInTheDocument(),
    );
  });
});
