import { identityApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SettingsPage } from './SettingsPage';

function show() {
  const identity = mockApis.identity({
    userEntityRef: 'user:default/amelia',
    ownershipEntityRefs: ['user:default/amelia', 'group:default/flight-ops'],
    displayName: 'Amelia Earhart',
    email: 'amelia@aerq.test',
  });
  const signOut = jest.spyOn(identity, 'signOut');
  renderInTestApp(<SettingsPage />, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    apis: [[identityApiRef, identity]],
  });
  return { signOut };
}

describe('SettingsPage', () => {
  it('says who is signed in, and signs out', async () => {
    const { signOut } = show();
    expect(await screen.findByText('amelia@aerq.test')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'flight-ops' }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(signOut).toHaveBeenCalledTimes(1);
  });

  it('changes the theme, also back to what the device says', async () => {
    show();
    const theme = () => document.body.getAttribute('data-theme-mode');
    const automatic = () =>
      screen.findByRole('radio', { name: 'As your device says' });
    expect(await automatic()).toBeChecked();
    expect(theme()).toBe('light');

    await userEvent.click(screen.getByRole('radio', { name: /^Dark/ }));
    await waitFor(() => expect(theme()).toBe('dark'));
    // The new theme builds the page anew.
    await userEvent.click(await automatic());
    await waitFor(() => expect(theme()).toBe('light'));
  });
});
