import { ConfigReader } from '@backstage/config';
import { readUpstreamsConfig } from './readUpstreamsConfig';

const complete = () => ({
  runway: {
    environments: [
      { name: 'dev', cluster: 'dev', argocd: 'main', vault: 'main' },
      { name: 'production', cluster: 'prod', argocd: 'main', vault: 'main' },
    ],
    gitlab: [
      {
        name: 'main',
        baseUrl: 'http://localhost:7100/gitlab/',
        token: 'glpat-abc',
      },
    ],
    argocd: [
      {
        name: 'main',
        baseUrl: 'https://argocd.example.com',
        token: 'argo-abc',
        timeoutMs: '2500',
      },
    ],
    vault: [
      {
        name: 'main',
        baseUrl: 'https://vault.example.com',
        auth: { type: 'kubernetes', role: 'portal' },
      },
    ],
    kubernetes: [
      {
        name: 'dev',
        baseUrl: 'http://127.0.0.1:7100/kubernetes/dev',
        auth: { type: 'token', token: 'k8s-abc' },
      },
      {
        name: 'prod',
        baseUrl: 'https://prod.example.com',
        auth: { type: 'azure' },
        caData: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
      },
    ],
    gitops: { project: 'platform/gitops' },
    charts: { project: 'platform/charts', revision: 'v1' },
    registry: { host: 'registry.runway.internal' },
    roles: { platformEngineers: ['group:default/platform'] },
  },
});

function read(change: (runway: any) => void = () => {}) {
  const data: any = complete();
  change(data.runway);
  return readUpstreamsConfig(new ConfigReader(data));
}

function problemsOf(change: (runway: any) => void): string {
  try {
    read(change);
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted');
}

describe('readUpstreamsConfig', () => {
  it('fills in what was left out', () => {
    const config = read();
    expect(config.gitlab[0]).toEqual({
      name: 'main',
      baseUrl: 'http://localhost:7100/gitlab',
      webUrl: 'http://localhost:7100/gitlab',
      token: 'glpat-abc',
      timeoutMs: 10_000,
      maxConcurrency: 10,
    });
    expect(config.argocd[0].timeoutMs).toBe(2500);
    expect(config.vault[0]).toMatchObject({
      timeoutMs: 5_000,
      auth: {
        type: 'kubernetes',
        role: 'portal',
        mount: 'kubernetes',
        tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
      },
    });
    expect(config.gitops).toEqual({
      instance: 'main',
      project: 'platform/gitops',
      branch: 'main',
    });
    expect(config.infrastructure).toEqual({
      instance: 'main',
      project: 'platform/infrastructure',
      branch: 'main',
    });
    expect(config.people).toEqual({
      instance: 'main',
      project: 'platform/catalog',
      branch: 'main',
      folder: 'people',
    });
    expect(config.charts).toEqual({
      instance: 'main',
      project: 'platform/charts',
      revision: 'v1',
    });
  });

  it('takes the token of Argo CD, or the file that it lies in, and not both', () => {
    expect(read().argocd[0].auth).toEqual({ type: 'token', token: 'argo-abc' });
    const fromFile = read(runway => {
      delete runway.argocd[0].token;
      runway.argocd[0].tokenFile = '/etc/runway/argocd';
    });
    expect(fromFile.argocd[0].auth).toEqual({
      type: 'tokenFile',
      tokenFile: '/etc/runway/argocd',
    });
    expect(
      problemsOf(runway => {
        runway.argocd[0].tokenFile = '/etc/runway/argocd';
      }),
    ).toMatch(
      /argocd\[0\] \(main\)\.tokenFile: must not be there besides token/,
    );
    expect(
      problemsOf(runway => {
        delete runway.argocd[0].token;
      }),
    ).toMatch(/argocd\[0\] \(main\)\.token: is missing/);
  });

  it('names every problem at once and shows no value', () => {
    const message = problemsOf(runway => {
      delete runway.gitlab[0].token;
      runway.argocd[0].baseUrl = 'https://me:hunter2@argocd.example.com';
      runway.vault[0].auth = { type: 'password', password: 'hunter2' };
      runway.vault[0].timeoutMs = 'soon';
      runway.vault[0].baseUrl = 'http://vault.example.com';
      runway.kubernetes[1].baseUrl = 'http://prod.example.com';
      runway.environments[0].cluster = 'moon';
      runway.gitops.instance = 'other';
      delete runway.registry;
    });
    expect(message).toContain('9 problems');
    expect(message).toContain('runway.gitlab[0] (main).token: is missing');
    expect(message).toContain(
      'runway.argocd[0] (main).baseUrl: must not hold a user name or password',
    );
    expect(message).toContain(
      'runway.vault[0] (main).auth.type: is not one of the known types',
    );
    expect(message).toContain('runway.vault[0] (main).timeoutMs: must be of');
    expect(message).toContain('runway.vault[0] (main).baseUrl: must be https');
    expect(message).toContain(
      'runway.kubernetes[1] (prod).baseUrl: must be https',
    );
    expect(message).toContain(
      'runway.environments[0] (dev).cluster: runway.kubernetes has no entry named "moon"',
    );
    expect(message).toContain(
      'runway.gitops.instance: runway.gitlab has no entry named "other"',
    );
    expect(message).toContain('runway.registry: is missing');
    expect(message).not.toContain('hunter2');
  });

  it('says what is missing when there is nothing at all', () => {
    expect(() => readUpstreamsConfig(new ConfigReader({}))).toThrow(
      /runway\.environments: is missing[^]*runway\.gitlab: is missing[^]*runway\.kubernetes: is missing/,
    );
  });

  it.each([
    ['http://gitlab.example.com', 'must be https'],
    ['ftp://gitlab.example.com', 'must begin with https://'],
    ['gitlab.example.com', 'must be an absolute URL'],
    ['https://gitlab.example.com/?private_token=x', 'must not have a query'],
  ])('refuses the address %s', (baseUrl, problem) => {
    expect(
      problemsOf(runway => {
        runway.gitlab[0].baseUrl = baseUrl;
      }),
    ).toContain(problem);
  });

  it('allows http elsewhere only when told so, and never for a cluster', () => {
    const config = read(runway => {
      runway.gitlab[0].baseUrl = 'http://gitlab.internal';
      runway.gitlab[0].allowHttp = true;
    });
    expect(config.gitlab[0].baseUrl).toBe('http://gitlab.internal');
    expect(config.gitlab[0]).not.toHaveProperty('allowHttp');
    expect(
      problemsOf(runway => {
        runway.kubernetes[0].baseUrl = 'http://cluster.internal';
        runway.kubernetes[0].allowHttp = true;
      }),
    ).toContain('kubernetes[0] (dev).baseUrl: must be https');
  });

  it('refuses a name used twice and a token with a line break', () => {
    const message = problemsOf(runway => {
      runway.gitlab.push({ ...runway.gitlab[0], token: 'two\nlines' });
    });
    expect(message).toContain('the name "main" is used twice');
    expect(message).toContain(
      'runway.gitlab[1] (main).token: must be one word',
    );
  });

  it('takes several instances of each kind and keeps their order', () => {
    const config = read(runway => {
      runway.gitlab.push({ ...runway.gitlab[0], name: 'second' });
      runway.charts.instance = 'second';
    });
    expect(config.gitlab.map(instance => instance.name)).toEqual([
      'main',
      'second',
    ]);
    expect(config.charts.instance).toBe('second');
    expect(config.environments.map(environment => environment.name)).toEqual([
      'dev',
      'production',
    ]);
  });
});
