import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { examplePlan } from '../../__testUtils__/exampleChange';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';
import { refusal } from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

const path =
  '/changes/new?kind=decommission&entityRef=component:default/check-in-api';
const openName = 'Open merge request to decommission check-in-api';

describe('NewChangePage', () => {
  let changes: FakeChangesApi;
  beforeEach(() => {
    changes = new FakeChangesApi();
  });

  it('says what is deleted, archived and kept, who approves, and which files change', async () => {
    renderPortal({ path, changes });
    const deleted = await screen.findByRole('list', { name: 'Deleted' });
    expect(deleted).toHaveTextContent('check-in-api-dev');
    expect(screen.getByRole('list', { name: 'Archived' })).toHaveTextContent(
      'Its history stays readable.',
    );
    expect(screen.getByRole('list', { name: 'Approvals' })).toHaveTextContent(
      'A platform engineer',
    );
    expect(screen.getByRole('table', { name: 'Files' })).toHaveTextContent(
      'apps/check-in-api/dev.yaml',
    );
    expect(
      screen.getByRole('checkbox', { name: /Delete these values for good/ }),
    ).not.toBeChecked();
  });

  it('opens the merge request only with a reason and the name, and deletes only data that was ticked', async () => {
    const user = userEvent.setup();
    renderPortal({ path, changes });
    const button = await screen.findByRole('button', { name: openName });
    expect(button).toBeDisabled();
    await user.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Replaced by the new check-in.',
    );
    await user.type(
      screen.getByRole('textbox', { name: /Type check-in-api/ }),
      'check-in',
    );
    expect(button).toBeDisabled();
    await user.type(
      screen.getByRole('textbox', { name: /Type check-in-api/ }),
      '-api',
    );
    await user.click(
      screen.getByRole('checkbox', { name: /Delete these values for good/ }),
    );
    await user.click(button);
    expect(
      await screen.findByRole('heading', { name: 'Decommission check-in-api' }),
    ).toBeInTheDocument();
    expect(changes.opened).toEqual([
      {
        kind: 'decommission',
        requestId: expect.any(String),
        entityRef: 'component:default/check-in-api',
        reason: 'Replaced by the new check-in.',
        confirmName: 'check-in-api',
        deleteData: ['secrets'],
      },
    ]);
  });

  it('wants each data store that can not be kept confirmed by typing', async () => {
    const user = userEvent.setup();
    const { items } = examplePlan();
    changes.plan = examplePlan({
      items: items.map(item =>
        item.data ? { ...item, effect: 'delete' } : item,
      ),
    });
    renderPortal({ path, changes });
    const button = await screen.findByRole('button', { name: openName });
    await user.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Replaced by the new check-in.',
    );
    await user.type(
      screen.getByRole('textbox', { name: /Type check-in-api/ }),
      'check-in-api',
    );
    expect(button).toBeDisabled();
    expect(
      screen.getByText('Confirm for each data store that its data goes.'),
    ).toBeInTheDocument();
    const store = screen.getByRole('textbox', {
      name: /^Type "destroy the data" to confirm/,
    });
    await user.type(store, 'destroy the dat');
    expect(button).toBeDisabled();
    await user.type(store, 'a');
    expect(screen.queryByRole('checkbox')).toBeNull();
    await user.click(button);
    expect(
      await screen.findByRole('heading', { name: 'Decommission check-in-api' }),
    ).toBeInTheDocument();
    expect(changes.opened).toMatchObject([{ deleteData: ['secrets'] }]);
  });

  it('keeps what was filled in when the backend refuses', async () => {
    const user = userEvent.setup();
    changes.failures.set(
      'openChange',
      await refusal(409, 'ConflictError', 'A change is open already.'),
    );
    renderPortal({ path, changes });
    const reason = await screen.findByRole('textbox', { name: /Reason/ });
    await user.type(reason, 'Replaced by the new check-in.');
    await user.type(
      screen.getByRole('textbox', { name: /Type check-in-api/ }),
      'check-in-api',
    );
    await user.click(screen.getByRole('button', { name: openName }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'A change is open already.',
    );
    expect(reason).toHaveValue('Replaced by the new check-in.');
  });

  it('blocks while a check fails, and says which', async () => {
    changes.plan = examplePlan({
      ok: false,
      checks: [
        {
          id: 'dependants',
          title: 'Nobody depends on it',
          status: 'failed',
          message: 'boarding-pass depends on it.',
          action: 'Ask cabin to stop using it.',
          durationMs: 3,
        },
      ],
    });
    renderPortal({ path, changes });
    expect(
      await screen.findByText(/boarding-pass depends on it/),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: openName })).toBeDisabled();
    expect(screen.getByText(/A check failed/)).toBeInTheDocument();
  });

  it('tells who may not, why, and whom to ask', async () => {
    changes.failures.set(
      'planChange',
      await refusal(
        403,
        'NotAllowedError',
        'Only members of the team flight-ops may do this. Ask somebody of that team.',
      ),
    );
    renderPortal({ path, changes });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not decommission this service');
    expect(alert).toHaveTextContent('Ask somebody of that team.');
    expect(screen.queryByRole('button', { name: openName })).toBeNull();
  });

  it('plans a transfer for the team that was chosen', async () => {
    const user = userEvent.setup();
    changes.plan = examplePlan({
      kind: 'transfer',
      newOwnerRef: 'group:default/cabin',
    });
    renderPortal({
      path: path.replace('decommission', 'transfer'),
      changes,
    });
    await user.click(await screen.findByRole('button', { name: /Team that/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Cabin Services' }),
    );
    await waitFor(() =>
      expect(changes.planned).toEqual([
        {
          kind: 'transfer',
          entityRef: 'component:default/check-in-api',
          newOwnerRef: 'group:default/cabin',
        },
      ]),
    );
    await user.type(
      await screen.findByRole('textbox', { name: /Reason/ }),
      'The cabin team runs it now.',
    );
    await user.click(
      screen.getByRole('button', {
        name: 'Open merge request to transfer check-in-api',
      }),
    );
    await waitFor(() =>
      expect(changes.opened[0]).toMatchObject({
        kind: 'transfer',
        newOwnerRef: 'group:default/cabin',
      }),
    );
  });

  it('asks which service when the link names none', async () => {
    renderPortal({ path: '/changes/new', changes });
    expect(
      within(await screen.findByRole('alert')).getByText(
        'Which service is it about?',
      ),
    ).toBeInTheDocument();
  });
});
