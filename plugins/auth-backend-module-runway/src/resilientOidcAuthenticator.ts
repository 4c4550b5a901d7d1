import { oidcAuthenticator } from '@backstage/plugin-auth-backend-module-oidc-provider';

type Context = ReturnType<typeof oidcAuthenticator.initialize>;

/**
 * Backstage's OpenID Connect authenticator asks the provider for its metadata once, when the portal starts: a provider
 * that is down just then would keep everybody out until the next start. This one asks again at the next sign-in.
 */
export const resilientOidcAuthenticator: typeof oidcAuthenticator = {
  ...oidcAuthenticator,
  initialize(options) {
    let current: Context | undefined;
    const discover = (): Context => {
      const context = oidcAuthenticator.initialize(options);
      current = context;
      context.promise.catch(() => {
        current = undefined;
      });
      return context;
    };
    const { initializedPrompt, searchParams } = discover();
    return {
      initializedPrompt,
      searchParams,
      get promise() {
        return (current ?? discover()).promise;
      },
    };
  },
};
