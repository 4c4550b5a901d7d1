import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { oidcAuthApiRef, OidcAuthApi } from './oidcAuthApi';
import { signInJourney } from './signInJourney';
import { SignInPage } from './SignInPage';

const session = {
  token: 'token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/amelia',
    ownershipEntityRefs: ['user:default/amelia'],
  },
};

function show(options: {
  getBackstageIdentity: OidcAuthApi['getBackstageIdentity'];
  leavesPage?: boolean;
}) {
  const onSignInSuccess = jest.fn();
  const authApi = {
    getBackstageIdentity: options.getBackstageIdentity,
    getProfile: async () => ({ displayName: 'Amelia Earhart' }),
  } as Partial<OidcAuthApi> as OidcAuthApi;
  renderInTestApp(<SignInPage onSignInSuccess={onSignInSuccess} />, {
    apis: [[oidcAuthApiRef, authApi], mockApis.discovery()],
    config: { enableExperimentalRedirectFlow: options.leavesPage ?? false },
  });
  return onSignInSuccess;
}

const button = () => screen.findByRole('button', { name: 'Sign in with AERQ' });

describe('SignInPage', () => {
  beforeEach(() => {
    sessionStorage.clear();
    window.history.replaceState(null, '', '/catalog?kind=api');
  });
  afterEach(() => jest.restoreAllMocks());

  it('lets a person with a session in without asking', async () => {
    const onSignInSuccess = show({ getBackstageIdentity: async () => session });
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identity] = onSignInSuccess.mock.calls[0];
    expect(await identity.getBackstageIdentity()).toEqual(session.identity);
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('asks a person without a session, and signs in when told to', async () => {
    const onSignInSuccess = show({
      getBackstageIdentity: async options =>
        options?.optional ? undefined : session,
    });
    await userEvent.click(await button());
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });

  it('says that a blocked window is the reason, and what to do', async () => {
    show({
      getBackstageIdentity: async options => {
        if (options?.optional) {
          return undefined;
        }
        throw Object.assign(new Error('Failed to open auth popup.'), {
          name: 'PopupRejectedError',
        });
      },
    });
    await userEvent.click(await button());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The sign-in window was blockedAllow pop-ups for this page',
    );
    expect(await button()).toBeEnabled();
  });

  it('tells the reason that comes back in the address, once', async () => {
    window.history.replaceState(
      null,
      '',
      '/catalog?kind=api&error=Failed+to+sign-in%2C+unable+to+resolve+user+identity',
    );
    show({ getBackstageIdentity: async () => undefined });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Your account is not known to Runway yet',
    );
    expect(window.location.search).toBe('?kind=api');
  });

  it('tells that the session was lost on the way back instead of asking for ever', async () => {
    signInJourney.begin();
    show({ getBackstageIdentity: async () => undefined });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the session was not kept',
    );
  });

  it('does not leave the page while the provider is down', async () => {
    jest.spyOn(global, 'fetch').mockResolvedValue({
      type: 'basic',
      ok: false,
      status: 500,
      json: async () => ({
        error: { message: 'connect ECONNREFUSED 127.0.0.1:7100' },
      }),
    } as Response);
    const getBackstageIdentity = jest.fn(async () => undefined);
    show({ getBackstageIdentity, leavesPage: true });
    await userEvent.click(await button());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'AERQ sign-in does not answer',
    );
    expect(getBackstageIdentity).toHaveBeenCalledTimes(1);
    expect(signInJourney.end()).toBe(false);
  });

  it('leaves the page when the provider answers, and remembers that it did', async () => {
    jest
      .spyOn(global, 'fetch')
      .mockResolvedValue({ type: 'opaqueredirect', ok: false } as Response);
    show({
      getBackstageIdentity: options =>
        options?.optional ? Promise.resolve(undefined) : new Promise(() => {}),
      leavesPage: true,
    });
    await userEvent.click(await button());
    await waitFor(() =>
      expect(screen.getByRole('button')).toHaveAttribute(
        'data-pending',
        'true',
      ),
    );
    expect(signInJourney.end()).toBe(true);
  });
});
