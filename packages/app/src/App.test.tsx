import { render, screen, within } from '@testing-library/react';
import { dependencies } from '../package.json';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the configuration in use lies in the root
import appConfig from '../../../app-config.yaml';
import App from './App';

const session = {
  profile: { displayName: 'Amelia Earhart' },
  providerInfo: {
    idToken: 'id',
    accessToken: 'access',
    scope: 'openid profile email',
    expiresInSeconds: 3600,
  },
  backstageIdentity: {
    token: 'token',
    expiresInSeconds: 3600,
    identity: {
      type: 'user',
      userEntityRef: 'user:default/amelia',
      ownershipEntityRefs: ['user:default/amelia'],
    },
  },
};

/** A backend of which only the sign-in answers as it should. */
function backend(signedIn: boolean) {
  return jest
    .spyOn(global, 'fetch')
    .mockImplementation(async (input: RequestInfo | URL) => {
      const url = String(input instanceof Request ? input.url : input);
      if (!url.includes('/api/auth/oidc/refresh')) {
        return new Response('{}', { status: 503 });
      }
      return signedIn
        ? Response.json(session)
        : Response.json(
            { error: { name: 'AuthenticationError', message: 'no session' } },
            { status: 401 },
          );
    });
}

/** What the build does for `app.packages: all`: every plugin and module among the dependencies, in that order. */
async function discoverAll() {
  const modules = [];
  for (const name of Object.keys(dependencies)) {
    if (/^@(backstage|runway)\/plugin-/.test(name)) {
      const alpha = await import(`${name}/alpha`).catch(() => undefined);
      const main = alpha?.default ?? (await import(name)).default;
      modules.push({ name, default: main });
    }
  }
  (window as unknown as Record<string, unknown>)['__@backstage/discovered__'] =
    { modules };
}

// The types of assets call every YAML file a string; the tests' transformer parses it.
const config = appConfig as unknown as { app: object };

describe('App', () => {
  const { env } = process;

  beforeAll(async () => {
    await discoverAll();
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          context: 'test',
          data: {
            app: { ...config.app, baseUrl: 'http://localhost' },
            backend: { baseUrl: 'http://localhost' },
            auth: { environment: 'development' },
          },
        },
      ],
    } as unknown as typeof process.env;
  });
  afterAll(() => {
    process.env = env;
  });
  afterEach(() => jest.restoreAllMocks());

  it('asks a person without a session to sign in, and lets one with a session in', async () => {
    const fetch = backend(false);
    const { unmount } = render(App.createRoot());
    expect(
      await screen.findByRole(
        'button',
        { name: 'Sign in with AERQ' },
        { timeout: 15_000 },
      ),
    ).toBeInTheDocument();
    expect(screen.queryByRole('navigation')).not.toBeInTheDocument();
    for (const [input] of fetch.mock.calls) {
      expect(String(input)).toContain('/api/auth/');
    }
    unmount();

    backend(true);
    render(App.createRoot());
    expect(
      await screen.findByRole(
        'heading',
        { name: /Amelia/, level: 1 },
        { timeout: 15_000 },
      ),
    ).toBeInTheDocument();
    const [nav] = screen.getAllByRole('navigation', { name: 'Main' });
    expect(
      within(nav)
        .getAllByRole('link')
        .map(link => link.textContent)
        .slice(0, -1),
    ).toEqual([
      'Runway',
      'Home',
      'Catalog',
      'Create',
      'Runs',
      'Delivery',
      'Clusters',
      'APIs',
      'Docs',
      'Onboarding',
      'Status',
      'Audit',
      'Notifications',
      'Settings',
    ]);
    expect(document.querySelector('[data-runway=theme]')).toHaveTextContent(
      '--bui-bg-app',
    );
  }, 45_000);
});
