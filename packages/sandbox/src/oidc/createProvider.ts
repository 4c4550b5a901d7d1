import Provider, {
  interactionPolicy,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { SandboxContext } from '../core/SandboxContext';
import type { Person } from '../organisation/data/people';
import type { OidcPeople } from './OidcPeople';
import { OidcStorage } from './OidcAdapter';
import type { OidcKeys } from './OidcKeys';
import { renderMessagePage, renderSignOutPage } from './renderPage';

const DAY = 24 * 3600;

/** Where the portal takes the answer of a sign-in. Its port is a matter of configuration, so any port will do. */
const PORTAL_CALLBACK =
  /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d+\/api\/auth\/oidc\/handler\/frame$/;

/** oidc-provider with the portal as its client and the sample people as its accounts. */
export function createProvider(
  ctx: SandboxContext,
  options: { people: OidcPeople; keys: OidcKeys; storage: OidcStorage },
): Provider {
  const { oidcClientId, oidcClientSecret } = ctx.credentials;

  const configuration: Configuration = {
    adapter: model => options.storage.adapter(model),
    clients: [
      {
        client_id: oidcClientId,
        client_secret: oidcClientSecret,
        client_name: 'Runway',
        redirect_uris: ['http://localhost:7007/api/auth/oidc/handler/frame'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [options.keys.signing] },
    cookies: { keys: options.keys.cookies },
    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    findAccount: async (_ctx, id) => {
      const person = options.people.find(id);
      return person && { accountId: id, claims: async () => claimsOf(person) };
    },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) =>
          token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (koa, form) => {
          koa.type = 'html';
          koa.body = renderSignOutPage(form);
        },
        postLogoutSuccessSource: koa => {
          koa.type = 'html';
          koa.body = renderMessagePage(
            'You are signed out',
            'You can close this window.',
          );
        },
      },
    },
    pkce: { required: () => false },
    interactions: {
      policy: chooseEachTime(),
      url: (_ctx, interaction) => `/oidc/interaction/${interaction.uid}`,
    },
    // Nobody is asked to agree: the portal and this provider belong together.
    loadExistingGrant: grantEverything,
    // The portal signs a person in again after a reload by its refresh token. The standard ties that token to the scope
    // offline_access, which a client only gets by asking for consent each time.
    issueRefreshToken: async (_ctx, client) =>
      client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    renderError: (koa, { error, error_description: description }) => {
      koa.type = 'html';
      koa.body = renderMessagePage(
        'Signing in did not work',
        `${
          description ?? error
        }. Go back to the application and sign in again.`,
      );
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 30 * DAY,
      Session: 14 * DAY,
      Grant: 400 * DAY,
    },
  };

  const provider = new Provider(ctx.url('oidc'), configuration);
  const { redirectUriAllowed } = provider.Client.prototype;
  provider.Client.prototype.redirectUriAllowed = function allowed(uri: string) {
    return (
      redirectUriAllowed.call(this, uri) ||
      (this.clientId === oidcClientId && PORTAL_CALLBACK.test(uri))
    );
  };
  return provider;
}

/** Shows the list of people at every sign-in, so that another one can be chosen; `prompt=none` goes on with the session. */
function chooseEachTime() {
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'choose_person',
        'a person is chosen at every sign-in',
        ({ oidc }) =>
          oidc.prompts.has('none') || oidc.result?.login
            ? interactionPolicy.Check.NO_NEED_TO_PROMPT
            : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) {
    return undefined;
  }
  const known = session.grantIdFor(client.clientId);
  const existing = known ? await provider.Grant.find(known) : undefined;
  const grant =
    existing?.accountId === session.accountId
      ? existing
      : new provider.Grant({
          clientId: client.clientId,
          accountId: session.accountId,
        });
  grant.addOIDCScope('openid profile email offline_access');
  await grant.save();
  return grant;
}

function claimsOf(person: Person) {
  const [given, ...family] = person.name.split(' ');
  return {
    sub: person.username,
    name: person.name,
    given_name: given,
    family_name: family.join(' '),
    preferred_username: person.username,
    email: person.email,
    email_verified: true,
  };
}
