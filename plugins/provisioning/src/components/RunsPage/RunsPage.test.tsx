import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeProvisioningApi,
  refusal,
} from '../../__testUtils__/FakeProvisioningApi';
import { exampleRun } from '../../__testUtils__/exampleRun';
import { renderPortal } from '../../__testUtils__/renderPortal';

function names() {
  return screen.getAllByRole('rowheader').map(header => header.textContent);
}

describe('RunsPage', () => {
  let api: FakeProvisioningApi;
  beforeEach(() => {
    api = new FakeProvisioningApi();
  });

  it('shows my runs with who, what and how long, and leads to each of them', async () => {
    api.add(exampleRun({ id: 'a', status: 'succeeded', durationMs: 192_000 }));
    api.add(
      exampleRun({
        id: 'b',
        name: 'seat-map',
        requestedBy: 'user:default/sara',
      }),
    );
    renderPortal({ path: '/runs', api });

    const row = (await screen.findByRole('rowheader')).closest('tr')!;
    expect(names()).toEqual(['check-in-api']);
    expect(row).toHaveTextContent('Ready');
    expect(row).toHaveTextContent('API service');
    expect(within(row).getByText('3 min 12 s')).toBeInTheDocument();
    expect(
      within(row).getByRole('link', { name: 'check-in-api' }),
    ).toHaveAttribute('href', '/runs/a');
  });

  it('narrows down by whose, status, team and service', async () => {
    const user = userEvent.setup();
    api.add(exampleRun({ id: 'a', status: 'succeeded' }));
    api.add(
      exampleRun({
        id: 'b',
        name: 'seat-map',
        status: 'failed',
        requestedBy: 'user:default/sara',
        ownerRef: 'group:default/cabin',
        entityRef: 'component:default/seat-map',
      }),
    );
    renderPortal({ path: '/runs', api });
    await screen.findByRole('rowheader');

    await user.click(screen.getByRole('radio', { name: 'All runs' }));
    await waitFor(() => expect(names()).toEqual(['check-in-api', 'seat-map']));

    await user.click(screen.getByRole('button', { name: /Status/ }));
    await user.click(screen.getByRole('option', { name: 'Failed' }));
    await waitFor(() => expect(names()).toEqual(['seat-map']));

    await user.click(screen.getByRole('button', { name: /Owner/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Flight Operations' }),
    );
    expect(
      await screen.findByText('No run matches these filters'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));

    await user.type(
      screen.getByRole('searchbox', { name: 'Service name' }),
      'seat-map',
    );
    await waitFor(() =>
      expect(api.listed.at(-1)).toMatchObject({
        entityRef: 'component:default/seat-map',
      }),
    );
    await waitFor(() => expect(names()).toEqual(['seat-map']));
  });

  it('takes the filters from the address, and pages on the server', async () => {
    const user = userEvent.setup();
    for (let index = 0; index < 45; index += 1) {
      api.add(
        exampleRun({
          id: `run-${index}`,
          name: `service-${index}`,
          status: 'failed',
        }),
      );
    }
    renderPortal({ path: '/runs?view=all&status=failed&page=2', api });

    await waitFor(() => expect(names()).toHaveLength(20));
    expect(names()[0]).toBe('service-20');
    expect(api.listed.at(-1)).toMatchObject({
      status: 'failed',
      limit: 20,
      offset: 20,
    });

    await user.click(screen.getByRole('button', { name: /next/i }));
    await waitFor(() => expect(names()).toHaveLength(5));
    expect(api.listed.at(-1)).toMatchObject({ offset: 40 });
  });

  it('asks for nothing when the service name is impossible', async () => {
    renderPortal({ path: '/runs?view=all&service=$(reboot)', api });
    expect(
      await screen.findByText('No run matches these filters'),
    ).toBeInTheDocument();
    expect(api.listed).toEqual([]);
  });

  it('says what will be here when there is nothing', async () => {
    renderPortal({ path: '/runs', api });
    expect(
      await screen.findByText("You haven't started a run yet"),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('link', { name: 'Create a service' })[0],
    ).toHaveAttribute('href', '/create');
  });

  it('says what failed and tries again', async () => {
    const user = userEvent.setup();
    api.add(exampleRun({ id: 'a' }));
    api.failures.set(
      'listRuns',
      await refusal(503, 'ServiceUnavailableError', 'The database is away.'),
    );
    renderPortal({ path: '/runs', api });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The database is away.');

    api.failures.clear();
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(names()).toEqual(['check-in-api']));
  });
});
