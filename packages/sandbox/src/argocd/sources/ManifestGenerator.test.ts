import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHelm } from '../../tools/helm';
import { chartApplication, chartFiles } from '../__testUtils__/chartFiles';
import { testTools } from '../__testUtils__/createArgoCdHarness';
import { GitFixture } from '../__testUtils__/GitFixture';
import { ChartExports } from './ChartExports';
import { Helm } from './Helm';
import { ManifestCache } from './ManifestCache';
import { ManifestGenerator } from './ManifestGenerator';
import { Repositories } from './Repositories';

jest.setTimeout(60_000);

const valueFiles = [
  '$values/services/shop/values.yaml',
  '$values/services/shop/dev.yaml',
];

describe('ManifestGenerator', () => {
  let git: GitFixture;
  let directory: string;

  beforeEach(() => {
    git = new GitFixture();
    directory = mkdtempSync(join(tmpdir(), 'runway-argocd-manifests-'));
    git.commit('platform/charts', chartFiles);
    git.commit('platform/gitops', {
      'services/shop/values.yaml': 'service: shop\nreplicas: 2\n',
      'services/shop/dev.yaml': 'image: { tag: "abc" }\n',
    });
  });

  afterEach(() => {
    git.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  function createGenerator() {
    const helm = new Helm(
      () => findHelm({ cacheDir: testTools }),
      join(directory, 'helm'),
    );
    const repositories = new Repositories(git);
    const generator = new ManifestGenerator(
      repositories,
      new ChartExports(join(directory, 'charts'), chart =>
        helm.buildDependencies(chart),
      ),
      helm,
      new ManifestCache(join(directory, 'manifests')),
    );
    const forget = () =>
      ['platform/charts', 'platform/gitops'].forEach(project =>
        repositories.at(git.url(project)).forgetRefs(),
      );
    const render = (helmOptions: object = {}, files = valueFiles) =>
      generator.generate({
        application: 'shop-dev',
        namespace: 'shop-dev',
        sources: chartApplication({
          name: 'shop-dev',
          charts: git.url('platform/charts'),
          gitops: git.url('platform/gitops'),
          valueFiles: files,
          helm: helmOptions,
        }).spec.sources,
        kubeVersion: '1.35.0',
        apiVersions: [],
      });
    return { generator, helm, render, forget };
  }

  it('renders a chart with a local dependency and values of another repository', async () => {
    const { render } = createGenerator();
    const [chart, values] = await render();
    expect(chart.type).toBe('Helm');
    expect(values.manifests).toEqual([]);
    expect(values.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(chart.manifests).toHaveLength(1);
    expect(chart.manifests[0]).toMatchObject({
      kind: 'Deployment',
      metadata: { name: 'shop', labels: { app: 'shop-dev' } },
      spec: {
        replicas: 2,
        template: {
          spec: {
            // YAML 1.1: an octal number.
            volumes: [{ configMap: { defaultMode: 0o444 } }],
            containers: [{ image: 'registry.example/abc' }],
          },
        },
      },
    });
  });

  it('lets later values win: files, inline values, parameters', async () => {
    const { render } = createGenerator();
    const [chart] = await render({
      releaseName: 'other',
      valuesObject: { replicas: 3, image: { tag: 'inline' } },
      parameters: [{ name: 'image.tag', value: '12', forceString: true }],
    });
    expect(chart.manifests[0]).toMatchObject({
      metadata: { labels: { app: 'other' } },
      spec: {
        replicas: 3,
        template: {
          spec: { containers: [{ image: 'registry.example/12' }] },
        },
      },
    });
  });

  it('renders again only what changed, also after a restart', async () => {
    const first = createGenerator();
    await first.render();
    await first.render();
    // Building the dependency and rendering.
    expect(first.helm.runs).toBe(2);
    git.commit('platform/gitops', { 'services/other/values.yaml': 'a: 1\n' });
    first.forget();
    const [, values] = await first.render();
    expect(first.helm.runs).toBe(2);

    const second = createGenerator();
    const [, again] = await second.render();
    expect(again.revision).toBe(values.revision);
    expect(second.helm.runs).toBe(0);

    git.commit('platform/gitops', {
      'services/shop/dev.yaml': 'image: { tag: "def" }\n',
    });
    git.commit('platform/charts', {
      'library/templates/_labels.tpl':
        '{{- define "library.labels" -}}\napp: {{ .Release.Name }}\nnew: "yes"\n{{- end -}}\n',
    });
    second.forget();
    const [changed] = await second.render();
    expect(second.helm.runs).toBe(2);
    expect(changed.manifests[0]).toMatchObject({
      metadata: { labels: { new: 'yes' } },
      spec: {
        template: {
          spec: { containers: [{ image: 'registry.example/def' }] },
        },
      },
    });
  });

  it('passes on what helm says, without paths of this machine', async () => {
    const { render } = createGenerator();
    git.commit('platform/gitops', {
      'services/shop/dev.yaml': 'image: { tag: "" }\n',
    });
    const error: Error = await render().catch(caught => caught);
    expect(error.message).toMatch(
      /^failed to generate manifest for source 1 of 2: rpc error: code = Unknown desc = failed to execute helm template command: .*`helm template \. --name-template shop-dev .*--values <path to cached source>\/services\/shop\/dev\.yaml.*` failed exit status 1: .*image\.tag is required/s,
    );
    expect(error.message).not.toContain(tmpdir());
  });

  it.each([
    [
      ['$values/services/none.yaml'],
      /open <path to cached source>\/services\/none\.yaml: no such file or directory/,
    ],
    [
      ['$other/services/none.yaml'],
      /source referenced "\$other", which is not one of the available sources \(\$values\)/,
    ],
    [['../../../etc/passwd'], /app path outside root/],
  ])('refuses the value files %j', async (files, message) => {
    const { render } = createGenerator();
    await expect(render({}, files)).rejects.toThrow(message);
  });

  it('finds branches, tags and shortened commit ids, and nothing else', async () => {
    const { generator } = createGenerator();
    const commit = git.commit('shop/deploy', {
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
      'nested/b.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n---\n# nothing\n',
      'README.md': 'not a manifest',
    });
    git.tag('shop/deploy', 'v1.0.0');
    const read = (targetRevision: string | undefined, directory2 = {}) =>
      generator.generate({
        application: 'a',
        namespace: 'a',
        sources: [
          {
            repoURL: git.url('shop/deploy'),
            path: '.',
            targetRevision,
            directory: directory2,
          },
        ],
        kubeVersion: '1.35.0',
        apiVersions: [],
      });
    for (const revision of [
      'main',
      'HEAD',
      undefined,
      'v1.0.0',
      'refs/tags/v1.0.0',
      commit.slice(0, 8),
      commit,
    ]) {
      const [source] = await read(revision);
      expect(source.revision).toBe(commit);
      expect(source.manifests.map(item => item.metadata.name)).toEqual(['a']);
    }
    const [recursive] = await read('main', { recurse: true });
    expect(recursive.manifests).toHaveLength(2);
    const [some] = await read('main', { recurse: true, exclude: 'nested/*' });
    expect(some.manifests).toHaveLength(1);
    await expect(read('nope')).rejects.toThrow(
      "unable to resolve 'nope' to a commit SHA",
    );
    await expect(read('f'.repeat(40))).rejects.toThrow(
      /failed to checkout revision f{40}/,
    );
  });
});
