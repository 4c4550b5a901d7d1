import { renderTestApp } from '@backstage/frontend-test-utils';
import type {
  PlatformStatus,
  UpstreamStatus,
} from '@runway/plugin-upstreams-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { upstreamsApiRef } from '../api/upstreamsApiRef';
import { upstreamsPlugin } from '../plugin';

const upstream = (change: Partial<UpstreamStatus> = {}): UpstreamStatus => ({
  system: 'gitlab',
  instance: 'main',
  webUrl: 'https://gitlab.example.com',
  state: 'ok',
  since: new Date(Date.now() - 185_000).toISOString(),
  checkedAt: new Date().toISOString(),
  latencyMs: 48,
  breaker: 'closed',
  environments: ['dev', 'staging'],
  ...change,
});

function show(status: () => Promise<PlatformStatus>) {
  const api = { status: jest.fn(status) };
  renderTestApp({
    features: [upstreamsPlugin],
    initialRouteEntries: ['/status'],
    apis: [[upstreamsApiRef, api]],
  });
  return api;
}

const of = (...upstreams: UpstreamStatus[]): PlatformStatus => ({
  upstreams,
  checkedEverySeconds: 30,
});

const refusal = (statusCode: number, message: string) =>
  Object.assign(new Error(message), { statusCode });

describe('StatusPage', () => {
  it('says of each system how it is, since when, how fast it answers and what it affects', async () => {
    show(async () =>
      of(
        upstream(),
        upstream({
          system: 'kubernetes',
          instance: 'staging',
          state: 'down',
          problem: 'Kubernetes cluster "staging" answered 503 to health',
          breaker: 'open',
          environments: ['staging'],
        }),
        upstream({ system: 'vault', state: 'degraded', latencyMs: 2_400 }),
      ),
    );
    const gitlab = await screen.findByRole('row', { name: /^GitLab/ });
    expect(gitlab).toHaveTextContent(/OK.*3 minutes ago.*48.ms/);
    expect(gitlab).toHaveTextContent('Creating and undoing services');
    expect(
      within(gitlab).getByRole('link', { name: 'GitLab' }),
    ).toHaveAttribute('href', 'https://gitlab.example.com');

    const cluster = screen.getByRole('row', { name: /^Kubernetes staging/ });
    expect(cluster).toHaveTextContent('Down');
    expect(cluster).toHaveTextContent('Namespaces and workloads in staging');
    expect(cluster).toHaveTextContent('answered 503');
    expect(cluster).toHaveTextContent('Requests are held back');
    expect(cluster).not.toHaveTextContent('48');

    const vault = screen.getByRole('row', { name: /^Vault/ });
    expect(vault).toHaveTextContent(/Degraded.*2,400.ms/);
    expect(screen.getByRole('status')).toHaveTextContent(
      '2 of 3 need attention: Kubernetes staging and Vault.',
    );
  });

  it('says in one line that all is well', async () => {
    show(async () => of(upstream(), upstream({ system: 'argocd' })));
    expect(await screen.findByRole('status')).toHaveTextContent(
      'All 2 systems answer. Each one is checked every 30 s.',
    );
  });

  it('tells apart what was not checked yet', async () => {
    show(async () =>
      of(
        upstream({
          state: 'unknown',
          since: undefined,
          latencyMs: undefined,
        }),
      ),
    );
    expect(await screen.findByText('Not checked yet')).toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent(
      'The first checks are under way.',
    );
  });

  it('holds the place while it loads', async () => {
    show(() => new Promise(() => {}));
    expect(await screen.findByRole('table')).toHaveAttribute(
      'aria-busy',
      'true',
    );
  });

  it('says what will be here when there is nothing', async () => {
    show(async () => of());
    expect(
      await screen.findByText('No upstream systems are known yet'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says so to whom it is denied', async () => {
    show(async () => {
      throw refusal(403, 'no');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see',
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('says that it failed, and tries again; what is known stays', async () => {
    let isWell = false;
    show(async () => {
      if (!isWell) {
        throw refusal(503, 'The backend is restarting');
      }
      return of(upstream());
    });
    const user = userEvent.setup();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend is restarting',
    );
    isWell = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('row', { name: /^GitLab/ }),
    ).toBeInTheDocument();

    isWell = false;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(
      await screen.findByText('This may be out of date'),
    ).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /^GitLab/ })).toBeInTheDocument();
  });
});
