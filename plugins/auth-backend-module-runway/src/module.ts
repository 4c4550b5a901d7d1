import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  commonSignInResolvers,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { resilientOidcAuthenticator } from './resilientOidcAuthenticator';

/** Sign-in through OpenID Connect, as provider `oidc`. */
export const authModuleRunway = createBackendModule({
  pluginId: 'auth',
  moduleId: 'runway-oidc',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: resilientOidcAuthenticator,
            signInResolverFactories: { ...commonSignInResolvers },
          }),
        });
      },
    });
  },
});
