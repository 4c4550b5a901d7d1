import { setTimeout as sleep } from 'node:timers/promises';

// A person at the portal's HTTP API, signed in through OpenID Connect as a browser would be. For tests and benchmarks.

const SIGN_IN_WITHIN_MS = 60_000;

/** Resolves once a person of the sample organisation can sign in: the catalog reads its people after the start. */
export async function signInWorks(url) {
  const deadline = Date.now() + SIGN_IN_WITHIN_MS;
  for (;;) {
    try {
      await PortalClient.signIn(url, 'amelia.reyes');
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await sleep(200);
    }
  }
}

/** Keeps cookies by host and path-insensitively, which is enough for two servers on loopback. */
class CookieJar {
  #cookies = new Map();

  take(response) {
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
  }

  get header() {
    return [...this.#cookies]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
}

export class PortalClient {
  #token;

  constructor(url) {
    this.url = url;
  }

  /** What the portal's API takes as bearer token. */
  get token() {
    return this.#token;
  }

  /** @param {string} person user name at the sandbox's OpenID provider, e.g. `amelia.reyes` */
  static async signIn(url, person) {
    const client = new PortalClient(url);
    const jar = new CookieJar();
    const visit = async (address, init = {}) => {
      const response = await fetch(address, {
        ...init,
        redirect: 'manual',
        headers: { ...init.headers, cookie: jar.header },
      });
      jar.take(response);
      return response;
    };
    let address = `${url}/api/auth/oidc/start?env=development&scope=openid%20profile%20email&origin=${encodeURIComponent(
      url,
    )}&flow=popup`;
    for (let hop = 0; hop < 15; hop++) {
      let response = await visit(address);
      if (address.includes('/interaction/') && response.status === 200) {
        response = await visit(address, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `person=${person}`,
        });
      }
      const next = response.headers.get('location');
      if (!next) {
        break;
      }
      address = new URL(next, address).href;
    }
    const response = await visit(
      `${url}/api/auth/oidc/refresh?env=development&optional`,
      {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      },
    );
    const session = await response.json();
    client.#token = session.backstageIdentity?.token;
    if (!client.#token) {
      throw new Error(
        `${person} could not sign in: ${JSON.stringify(session).slice(0, 500)}`,
      );
    }
    return client;
  }

  /** @returns the parsed answer; throws with the portal's message when the request is refused */
  async send(method, path, body) {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      let message = text;
      try {
        message = JSON.parse(text).error.message;
      } catch {
        // Not the portal's own error format.
      }
      throw Object.assign(new Error(message), { status: response.status });
    }
    return text ? JSON.parse(text) : undefined;
  }

  get = path => this.send('GET', path);
  post = (path, body) => this.send('POST', path, body);
}
