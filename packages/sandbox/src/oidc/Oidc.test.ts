import { generators, Issuer, type Client } from 'openid-client';
import { createTestContext, type TestContext } from '../core/testContext';
import { createOidc } from './Oidc';

const CALLBACK = 'http://localhost:7123/api/auth/oidc/handler/frame';

let test: TestContext;

async function start(dataDir?: string) {
  test = await createTestContext({ dataDir });
  await test.mount('oidc', await createOidc(test.context));
}

beforeEach(() => start());
afterEach(() => test.close());

async function portal(): Promise<Client> {
  const issuer = await Issuer.discover(
    `${test.url}/oidc/.well-known/openid-configuration`,
  );
  const { oidcClientId, oidcClientSecret } = test.context.credentials;
  return new issuer.Client({
    client_id: oidcClientId,
    client_secret: oidcClientSecret,
    redirect_uris: [CALLBACK],
    response_types: ['code'],
  });
}

/** A browser: follows redirects within the provider and keeps its cookies. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: string, form?: Record<string, string>) {
    let next = url;
    let body = form && new URLSearchParams(form);
    for (;;) {
      const response = await fetch(next, {
        method: body ? 'POST' : 'GET',
        body,
        redirect: 'manual',
        headers: {
          cookie: [...this.#cookies].map(pair => pair.join('=')).join('; '),
        },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
        if (value === '') {
          this.#cookies.delete(name);
        } else {
          this.#cookies.set(name, value);
        }
      }
      const location = response.headers.get('location');
      if (!location) {
        return {
          url: next,
          status: response.status,
          html: await response.text(),
        };
      }
      next = new URL(location, next).href;
      body = undefined;
      if (!next.startsWith(test.url)) {
        return { url: next, status: response.status, html: '' };
      }
    }
  }

  /** Goes to the sign-in page and chooses somebody there; answers the address that the portal is called back at. */
  async signIn(address: string, person: string) {
    const page = await this.open(address);
    return this.open(page.url, { person });
  }
}

describe('the OpenID provider', () => {
  it('signs a person in with code, PKCE and nonce', async () => {
    const client = await portal();
    const verifier = generators.codeVerifier();
    const address = client.authorizationUrl({
      scope: 'openid profile email',
      state: 's',
      nonce: 'n',
      code_challenge: generators.codeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const answer = await new Browser().signIn(address, 'amelia.reyes');
    expect(answer.url).toMatch(new RegExp(`^${CALLBACK}\\?`));
    const tokens = await client.callback(
      CALLBACK,
      client.callbackParams(answer.url),
      { state: 's', nonce: 'n', code_verifier: verifier },
    );
    expect(tokens.claims().sub).toBe('amelia.reyes');
    expect(await client.userinfo(tokens)).toEqual({
      sub: 'amelia.reyes',
      name: 'Amelia Reyes',
      given_name: 'Amelia',
      family_name: 'Reyes',
      preferred_username: 'amelia.reyes',
      email: 'amelia.reyes@aerq.example',
      email_verified: true,
    });
    await expect(
      client.callback(CALLBACK, client.callbackParams(answer.url), {
        state: 's',
        nonce: 'n',
        code_verifier: verifier,
      }),
    ).rejects.toThrow('invalid_grant');
  });

  it('lists the people with role and team, and takes nobody else', async () => {
    const client = await portal();
    const browser = new Browser();
    const page = await browser.open(
      client.authorizationUrl({ scope: 'openid' }),
    );
    expect(page.html).toMatch(/<title>Sign in to AERQ<\/title>/);
    for (const name of [
      'Amelia Reyes',
      'Jonas Weber',
      'Noor Haddad',
      'Priya Nair',
      'Maren Olsen',
      'Tomas Silva',
    ]) {
      expect(page.html).toContain(name);
    }
    expect(page.html).toContain('Platform engineer, platform');
    const again = await browser.open(page.url, { person: 'hana.sato' });
    expect(again.html).toContain('Sign in to AERQ');
    const cancelled = await browser.open(page.url, { cancel: 'yes' });
    expect(new URL(cancelled.url).searchParams.get('error')).toBe(
      'access_denied',
    );
  });

  it('keeps the portal signed in by refresh tokens, over a restart', async () => {
    const client = await portal();
    const answer = await new Browser().signIn(
      client.authorizationUrl({ scope: 'openid profile email' }),
      'priya.nair',
    );
    const tokens = await client.callback(
      CALLBACK,
      client.callbackParams(answer.url),
    );
    expect(tokens.refresh_token).toBeDefined();
    const { dataDir } = test.context;
    await test.close({ keep: true });
    await start(dataDir);

    const later = await portal();
    const refreshed = await later.refresh(tokens.refresh_token!);
    expect((await later.userinfo(refreshed.access_token!)).email).toBe(
      'priya.nair@aerq.example',
    );
    await later.revoke(tokens.refresh_token!);
    await expect(later.refresh(tokens.refresh_token!)).rejects.toThrow(
      'invalid_grant',
    );
  });

  it('lets another person be chosen in the same browser', async () => {
    const client = await portal();
    const browser = new Browser();
    const address = client.authorizationUrl({ scope: 'openid' });
    await browser.signIn(address, 'amelia.reyes');
    const page = await browser.open(address);
    expect(page.html.indexOf('Amelia Reyes')).toBeLessThan(
      page.html.indexOf('Maren Olsen'),
    );
    const answer = await browser.open(page.url, { person: 'maren.olsen' });
    const tokens = await client.callback(
      CALLBACK,
      client.callbackParams(answer.url),
    );
    expect(tokens.claims().sub).toBe('maren.olsen');
    const silent = await browser.open(
      client.authorizationUrl({ scope: 'openid', prompt: 'none' }),
    );
    const same = await client.callback(
      CALLBACK,
      client.callbackParams(silent.url),
    );
    expect(same.claims().sub).toBe('maren.olsen');
  });

  it('answers prompt=none without a session by login_required', async () => {
    const client = await portal();
    const answer = await new Browser().open(
      client.authorizationUrl({ scope: 'openid', prompt: 'none' }),
    );
    expect(new URL(answer.url).searchParams.get('error')).toBe(
      'login_required',
    );
  });

  it('refuses other redirect addresses, and a wrong client secret', async () => {
    const client = await portal();
    for (const redirectUri of [
      'http://evil.example/api/auth/oidc/handler/frame',
      'http://localhost:7007/other',
      'http://localhost:7007/api/auth/oidc/handler/frame?x=1',
    ]) {
      const answer = await new Browser().open(
        client.authorizationUrl({ scope: 'openid', redirect_uri: redirectUri }),
      );
      expect(answer.status).toBe(400);
      expect(answer.html).toContain('Signing in did not work');
    }
    const answer = await new Browser().signIn(
      client.authorizationUrl({ scope: 'openid' }),
      'amelia.reyes',
    );
    const { issuer } = client;
    const stranger = new issuer.Client({
      client_id: test.context.credentials.oidcClientId,
      client_secret: 'wrong',
      redirect_uris: [CALLBACK],
    });
    await expect(
      stranger.callback(CALLBACK, client.callbackParams(answer.url)),
    ).rejects.toThrow('invalid_client');
  });

  it('signs out', async () => {
    const client = await portal();
    const browser = new Browser();
    const answer = await browser.signIn(
      client.authorizationUrl({ scope: 'openid' }),
      'amelia.reyes',
    );
    const tokens = await client.callback(
      CALLBACK,
      client.callbackParams(answer.url),
    );
    const page = await browser.open(
      client.endSessionUrl({ id_token_hint: tokens.id_token }),
    );
    expect(page.html).toContain('Sign out of AERQ?');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)![1];
    const done = await browser.open(`${test.url}/oidc/session/end/confirm`, {
      xsrf,
      logout: 'yes',
    });
    expect(done.html).toContain('You are signed out');
    const silent = await browser.open(
      client.authorizationUrl({ scope: 'openid', prompt: 'none' }),
    );
    expect(new URL(silent.url).searchParams.get('error')).toBe(
      'login_required',
    );
  });
});
