import { UserIdentity } from '@backstage/core-components';
import {
  configApiRef,
  discoveryApiRef,
  IdentityApi,
  useApi,
} from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { assertProviderAnswers } from './assertProviderAnswers';
import {
  explainSignInFailure,
  SESSION_NOT_KEPT,
  SignInFailure,
} from './explainSignInFailure';
import { oidcAuthApiRef } from './oidcAuthApi';
import { signInJourney, takeErrorFromAddress } from './signInJourney';

/** `looking`: is there a session? `leaving`: on the way to the provider. */
export type SignInState =
  | { status: 'looking' | 'leaving' }
  | { status: 'asking'; failure?: SignInFailure };

/** Signs in by the session that is there, or by going to the provider when asked to. */
export function useOidcSignIn(onSuccess: (identity: IdentityApi) => void): {
  state: SignInState;
  signIn(): void;
} {
  const authApi = useApi(oidcAuthApiRef);
  const configApi = useApi(configApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const [state, setState] = useState<SignInState>({ status: 'looking' });
  const done = useRef(onSuccess);
  done.current = onSuccess;

  const enter = useCallback(
    async (options: { optional: true } | { instantPopup: true }) => {
      const session = await authApi.getBackstageIdentity(options);
      if (!session) {
        return false;
      }
      const profile = await authApi.getProfile();
      signInJourney.end();
      done.current(
        UserIdentity.create({ identity: session.identity, authApi, profile }),
      );
      return true;
    },
    [authApi],
  );

  const started = useRef(false);
  useEffect(() => {
    if (started.current) {
      return;
    }
    started.current = true;
    const reason = takeErrorFromAddress();
    (async () => {
      if (await enter({ optional: true })) {
        return;
      }
      const cameBack = signInJourney.end();
      setState({
        status: 'asking',
        failure:
          reason !== undefined
            ? explainSignInFailure({ message: reason })
            : (cameBack && SESSION_NOT_KEPT) || undefined,
      });
    })().catch(error =>
      setState({ status: 'asking', failure: explainSignInFailure(error) }),
    );
  }, [enter]);

  const signIn = useCallback(async () => {
    setState({ status: 'leaving' });
    try {
      const leavesPage = configApi.getOptionalBoolean(
        'enableExperimentalRedirectFlow',
      );
      if (leavesPage) {
        await assertProviderAnswers({ configApi, discoveryApi });
        signInJourney.begin();
      }
      if (!(await enter({ instantPopup: true }))) {
        throw new Error('The provider has no sign-in resolver');
      }
    } catch (error) {
      setState({
        status: 'asking',
        failure: explainSignInFailure(error as Error),
      });
    }
  }, [configApi, discoveryApi, enter]);

  return { state, signIn };
}
