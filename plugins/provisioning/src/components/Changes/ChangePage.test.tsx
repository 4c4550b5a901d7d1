import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { exampleChange, exampleItems } from '../../__testUtils__/exampleChange';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';
import { refusal } from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

const path = '/changes/change-1';
const nothing = { approve: [], reject: false, cancel: false, retry: false };

describe('ChangePage', () => {
  let changes: FakeChangesApi;
  beforeEach(() => {
    changes = new FakeChangesApi();
  });

  it('says what it waits for, and leads to the merge request', async () => {
    changes.add(exampleChange());
    renderPortal({ path, changes });
    expect(
      await screen.findByRole('heading', { name: 'Decommission check-in-api' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Awaiting approval')).toBeInTheDocument();
    const lane = screen.getByRole('list', { name: 'Steps of the change' });
    const steps = within(lane).getAllByRole('listitem');
    expect(steps.map(step => step.textContent)).toEqual([
      'Merge requestDone',
      'ApprovalsNow0 of 2',
      'MergeTo do',
      'ResourcesTo do0 of 3',
      'Catalog entryTo do',
    ]);
    expect(
      screen.getAllByRole('link', { name: /!12 Take down/ })[0],
    ).toHaveAttribute('target', '_blank');
  });

  it('approves in the role that the person has, and rejects only with a reason', async () => {
    const user = userEvent.setup();
    changes.add(exampleChange());
    renderPortal({ path, changes });
    const approve = await screen.findByRole('button', {
      name: 'Approve as owner',
    });
    expect(screen.queryByRole('button', { name: /as platform/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await user.click(approve);
    expect(changes.approved).toEqual([{ role: 'owner', comment: undefined }]);
    expect(await screen.findByText('1 of 2 given')).toBeInTheDocument();
    expect(
      screen.getByRole('status', { name: 'Progress of the change' }),
    ).toHaveTextContent('Approved: A member of flight-ops.');

    await user.type(
      screen.getByRole('textbox', { name: /Comment/ }),
      'Still in use',
    );
    await user.click(screen.getByRole('button', { name: 'Reject' }));
    expect(changes.rejected).toEqual([{ reason: 'Still in use' }]);
    expect(
      await screen.findByText('The change was rejected'),
    ).toBeInTheDocument();
  });

  it('tells who may not approve why', async () => {
    changes.add(
      exampleChange({
        can: { ...nothing, reason: 'Ask a member of flight-ops.' },
      }),
    );
    renderPortal({ path, changes });
    expect(
      await screen.findByText('Ask a member of flight-ops.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
  });

  it('says what could not be done and goes on with it', async () => {
    const user = userEvent.setup();
    const items = exampleItems('done', 'kept', 'failed');
    items[2].reason = 'GitLab does not answer.';
    changes.add(
      exampleChange({
        status: 'incomplete',
        items,
        can: { ...nothing, retry: true },
      }),
    );
    renderPortal({ path, changes });
    const table = await screen.findByRole('table', { name: 'Resources' });
    const words = within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => within(row).getAllByRole('cell')[0].textContent);
    expect(words).toEqual([
      'Gone',
      'KeptNobody can bring back these values.',
      'Not doneGitLab does not answer.',
      'To do',
    ]);
    await user.click(
      screen.getByRole('button', { name: 'Retry what could not be done' }),
    );
    expect(await screen.findByText('Executing')).toBeInTheDocument();
  });

  it('follows a change that goes on, and tells people who can’t see it', async () => {
    const change = changes.add(
      exampleChange({ status: 'executing', can: nothing }),
    );
    renderPortal({ path, changes });
    await screen.findByText('Executing');
    changes.add({
      ...change,
      status: 'completed',
      items: exampleItems('done', 'kept', 'done', 'done'),
    });
    expect(
      await screen.findByText('check-in-api is decommissioned'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('status', { name: 'Progress of the change' }),
    ).toHaveTextContent(/Gone: Application.*check-in-api: Completed\./);
  });

  it('says that a cancel was refused', async () => {
    const user = userEvent.setup();
    changes.add(exampleChange());
    changes.failures.set(
      'cancelChange',
      await refusal(409, 'ConflictError', 'It is merged already.'),
    );
    renderPortal({ path, changes });
    await user.click(
      await screen.findByRole('button', { name: /Cancel and close/ }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It is merged already.',
    );
  });

  it('says that a change is not there, or not for this person', async () => {
    const first = renderPortal({ path: '/changes/none', changes });
    expect(
      await screen.findByText('There is no change with the id none'),
    ).toBeInTheDocument();
    first.unmount();
    changes.failures.set(
      'getChange',
      await refusal(403, 'NotAllowedError', 'Ask your team lead.'),
    );
    renderPortal({ path, changes });
    await waitFor(() =>
      expect(screen.getByRole('alert')).toHaveTextContent(
        /You may not see this change.*Ask your team lead\./,
      ),
    );
  });
});
