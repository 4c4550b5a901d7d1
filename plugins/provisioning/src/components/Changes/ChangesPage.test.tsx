import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { exampleChange } from '../../__testUtils__/exampleChange';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';
import { refusal } from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

const nothing = { approve: [], reject: false, cancel: false, retry: false };

function names(label: string) {
  const table = screen.getByRole('table', { name: label });
  return within(table)
    .getAllByRole('rowheader')
    .map(header => header.textContent);
}

describe('ChangesPage', () => {
  let changes: FakeChangesApi;
  beforeEach(() => {
    changes = new FakeChangesApi();
  });

  it('puts first what needs this person, and leads between runs and changes', async () => {
    changes.add(exampleChange());
    changes.add(exampleChange({ id: 'other', name: 'seat-map', can: nothing }));
    renderPortal({ path: '/changes', changes });
    await screen.findByRole('table', { name: 'Needs your approval' });
    expect(names('Needs your approval')).toEqual(['Decommission check-in-api']);
    await waitFor(() => expect(names('Changes')).toHaveLength(2));
    const tabs = screen.getByRole('navigation', { name: 'Runs and changes' });
    expect(within(tabs).getByRole('link', { name: 'Changes' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    expect(within(tabs).getByRole('link', { name: 'Runs' })).toHaveAttribute(
      'href',
      '/runs',
    );
  });

  it('takes the filters from the address, and shows open ones unless told otherwise', async () => {
    const user = userEvent.setup();
    changes.add(exampleChange({ id: 'a', can: nothing }));
    changes.add(
      exampleChange({ id: 'b', name: 'seat-map', status: 'completed' }),
    );
    renderPortal({ path: '/changes?owner=group:default/flight-ops', changes });
    await waitFor(() =>
      expect(names('Changes')).toEqual(['Decommission check-in-api']),
    );
    expect(changes.listed).toContainEqual(
      expect.objectContaining({
        open: 'true',
        ownerRef: 'group:default/flight-ops',
      }),
    );
    await user.click(screen.getByRole('radio', { name: 'All' }));
    await waitFor(() => expect(names('Changes')).toHaveLength(2));
  });

  it('says what will be here when there is nothing, and why there is nothing to see', async () => {
    const first = renderPortal({ path: '/changes', changes });
    expect(await screen.findByText('Nothing is open')).toBeInTheDocument();
    first.unmount();
    changes.failures.set(
      'listChanges',
      await refusal(403, 'NotAllowedError', 'Ask the platform team.'),
    );
    renderPortal({ path: '/changes', changes });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not see changes.*Ask the platform team\./,
    );
  });
});
