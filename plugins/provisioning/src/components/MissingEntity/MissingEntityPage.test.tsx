import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { exampleChange, exampleItems } from '../../__testUtils__/exampleChange';
import { exampleRun } from '../../__testUtils__/exampleRun';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';
import {
  FakeProvisioningApi,
  refusal,
} from '../../__testUtils__/FakeProvisioningApi';
import { FLIGHT_OPS, renderPortal } from '../../__testUtils__/renderPortal';

const path = '/catalog/default/component/check-in-api';
const nothing = { approve: [], reject: false, cancel: false, retry: false };
const NOT_FOUND = 'There is no component check-in-api in the catalog';

const decommissioned = exampleChange({
  status: 'completed',
  finishedAt: '2026-11-22T11:00:00.000Z',
  items: exampleItems('done', 'kept', 'done', 'done'),
  approvals: exampleChange().approvals.map(approval => ({
    ...approval,
    approvedBy: 'user:default/priya',
  })),
  can: nothing,
});

const rowsOf = async (name: string) =>
  within(await screen.findByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('cell')[0].textContent);

describe('MissingEntityPage', () => {
  let changes: FakeChangesApi;
  let api: FakeProvisioningApi;
  beforeEach(() => {
    changes = new FakeChangesApi();
    api = new FakeProvisioningApi();
  });

  it('says when, by whom and why something was decommissioned, what went and what is left', async () => {
    changes.add(decommissioned);
    renderPortal({ path, changes, api });
    expect(
      await screen.findByRole('heading', { level: 1, name: 'check-in-api' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Decommissioned')).toBeInTheDocument();
    expect(
      screen.getByText('This service was decommissioned'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Replaced by the new check-in.'),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('link', { name: /priya/i })).toHaveLength(2);
    expect(await rowsOf('What is left')).toEqual([
      'KeptNobody can bring back these values.',
      'ArchivedIts history stays readable.',
    ]);
    expect(await rowsOf('What is gone')).toEqual(['Gone', 'Gone']);
    expect(document.title).toMatch(/^check-in-api \| /);
    expect(
      screen.getByRole('link', { name: 'See its decommission' }),
    ).toHaveAttribute('href', '/changes/change-1');
    expect(
      screen.getByText(/Its data was kept on purpose/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/repository flight-ops\/check-in-api is archived/),
    ).toBeInTheDocument();
  });

  it('follows a decommission that has only just taken the entry away', async () => {
    const working = changes.add({
      ...decommissioned,
      status: 'executing',
      finishedAt: undefined,
      waitingFor: undefined,
      items: exampleItems('done', 'kept', 'working', 'done'),
    });
    renderPortal({ path, changes, api });
    expect(
      await screen.findByText('This service is being decommissioned'),
    ).toBeInTheDocument();
    expect(screen.queryByText('What to do now')).toBeNull();
    changes.add({ ...working, status: 'completed' });
    expect(
      await screen.findByText(
        'This service was decommissioned',
        {},
        { timeout: 5_000 },
      ),
    ).toBeInTheDocument();
  });

  it('says that a decommission stopped half-way, and why', async () => {
    changes.add({
      ...decommissioned,
      status: 'incomplete',
      items: exampleItems('failed', 'kept', 'done', 'done'),
      error: { message: 'Argo CD does not answer.', advice: 'Retry.' },
    });
    renderPortal({ path, changes, api });
    expect(
      await screen.findByText('The decommission of this service has stopped'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Argo CD does not answer/)).toBeInTheDocument();
    expect((await rowsOf('What is there'))[0]).toBe('Not done');
  });

  it.each([
    ['that never was', undefined],
    ['whose decommission was cancelled', { status: 'cancelled' }],
    ['that was given away before', { kind: 'transfer', status: 'completed' }],
  ] as const)('says plainly that there is no service %s', async (_, change) => {
    if (change) {
      changes.add({ ...decommissioned, ...change });
    }
    renderPortal({ path, changes, api });
    expect(
      await screen.findByRole('heading', { name: NOT_FOUND }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Search for check-in-api' }),
    ).toHaveAttribute('href', expect.stringMatching(/\?query=check-in-api$/));
    expect(
      screen.getByRole('link', { name: 'See the catalog' }),
    ).toHaveAttribute('href', '/catalog');
    expect(screen.queryByText(/decommission/i)).toBeNull();
  });

  it('leads to the run that makes the name anew', async () => {
    changes.add(decommissioned);
    api.add({
      ...exampleRun({ status: 'running' }),
      entityRef: decommissioned.entityRef,
      createdAt: '2026-11-23T10:00:00.000Z',
    });
    renderPortal({ path, changes, api });
    expect(
      await screen.findByText('Run of check-in-api: Running'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/decommission/i)).toBeNull();
  });

  it('tells whoever may not read changes what anybody is told', async () => {
    changes.add(decommissioned);
    changes.failures.set(
      'listChanges',
      await refusal(403, 'NotAllowedError', 'Ask your team lead.'),
    );
    renderPortal({ path, changes, api });
    await screen.findByRole('heading', { name: NOT_FOUND });
    expect(screen.queryByText(/decommission|team lead/i)).toBeNull();
  });

  it('admits when it can’t tell, and tries again', async () => {
    changes.add(decommissioned);
    changes.failures.set(
      'listChanges',
      await refusal(503, 'ServiceUnavailableError', 'The database is down.'),
    );
    renderPortal({ path, changes, api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /can't be told now.*The database is down/,
    );
    changes.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('This service was decommissioned'),
    ).toBeInTheDocument();
  });

  it('leaves the page of what exists to the catalog', async () => {
    renderPortal({
      path: '/catalog/default/group/flight-ops',
      changes,
      api,
      entities: [FLIGHT_OPS],
    });
    expect(
      await screen.findByRole('heading', {
        name: /flight-ops|Flight Operations/,
      }),
    ).toBeInTheDocument();
    expect(changes.listed).toEqual([]);
  });
});
