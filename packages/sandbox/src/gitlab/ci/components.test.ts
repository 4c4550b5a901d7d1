import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

const components = resolve(__dirname, '../../../../../templates/pipelines');
const author = { name: 'Dev Eloper', email: 'dev@example.com' };

/** What the template api-service generates for dev and staging, one component at the version before. */
const pipeline = `
stages: [verify, build, deploy, scan, promote]
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
include:
  - component: $CI_SERVER_FQDN/platform/pipelines/node-test@1.0.0
  - component: $CI_SERVER_FQDN/platform/pipelines/secret-detection@1.1.0
  - component: $CI_SERVER_FQDN/platform/pipelines/lint@1.1.0
  - component: $CI_SERVER_FQDN/platform/pipelines/dependency-scan@1.1.0
  - component: $CI_SERVER_FQDN/platform/pipelines/image-build@1.1.0
    inputs:
      image: registry.runway.internal/shop/cart
  - component: $CI_SERVER_FQDN/platform/pipelines/image-scan@1.1.0
    inputs:
      image: registry.runway.internal/shop/cart
  - component: $CI_SERVER_FQDN/platform/pipelines/sbom@1.1.0
    inputs:
      image: registry.runway.internal/shop/cart
  - component: $CI_SERVER_FQDN/platform/pipelines/deploy-gitops@1.1.0
    inputs: { team: shop, service: cart, environment: dev }
  - component: $CI_SERVER_FQDN/platform/pipelines/promote@1.1.0
    inputs: { team: shop, service: cart, from: dev, to: staging, cluster: staging }
`;

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: cart-dev
  labels:
    runway.aerq.io/environment: dev
spec:
  destination:
    name: dev
    namespace: shop-dev
  sources:
    - path: api-service
      helm:
        valueFiles:
          - $values/services/shop/cart/dev.yaml
`;

/** The components of this repository, run against repositories of the sandbox. */
describe('CI components of platform/pipelines', () => {
  let harness: GitLabHarness;
  let commit: string;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    const { admin } = harness;
    await admin.createProject({ path: 'platform/pipelines' });
    await admin.commitDirectory({
      project: 'platform/pipelines',
      directory: components,
      message: 'Components',
      author,
    });
    await admin.createTag('platform/pipelines', '1.0.0', 'main');
    await admin.createTag('platform/pipelines', '1.1.0', 'main');
    await admin.createProject({
      path: 'platform/gitops',
      approvalsBeforeMerge: 1,
      committersMayApprove: false,
    });
    await admin.commitFiles(
      'platform/gitops',
      'main',
      {
        'environments/dev/applications/cart.yaml': application,
        'environments/staging/applications/.gitkeep': '',
        'services/shop/cart/dev.yaml': "image:\n  tag: 'old'\n",
        'services/shop/cart/staging.yaml': "image:\n  tag: ''\n",
      },
      'First',
      author,
    );
    admin.createUser({
      username: 'gitops-bot',
      name: 'GitOps bot',
      email: 'gitops-bot@example.com',
      bot: true,
    });
    admin.addMember({
      project: 'platform/gitops',
      username: 'gitops-bot',
      level: 'maintainer',
    });
    admin.createToken({
      username: 'gitops-bot',
      name: 'gitops',
      scopes: ['write_repository'],
      value: harness.context.credentials.gitopsToken,
    });
    const secret = { masked: true, protected: true };
    admin.setGroupVariable(
      'shop',
      'GITOPS_TOKEN',
      harness.context.credentials.gitopsToken,
      secret,
    );
    admin.setGroupVariable('shop', 'REGISTRY_USER', 'ci');
    admin.setGroupVariable(
      'shop',
      'REGISTRY_PASSWORD',
      'registry-password',
      secret,
    );
    await admin.createProject({ path: 'shop/cart' });
    const created = await harness
      .client('mia')
      .Commits.create('shop/cart', 'main', 'First', [
        { action: 'create', filePath: '.gitlab-ci.yml', content: pipeline },
        { action: 'create', filePath: 'Dockerfile', content: 'FROM x\n' },
        { action: 'create', filePath: 'package.json', content: '{}\n' },
      ]);
    commit = created.short_id;
  });

  afterAll(() => harness.close());

  async function jobs(wanted: Record<string, string>) {
    const read = async () => {
      const all = await harness.client('mia').Jobs.all('shop/cart');
      return Object.fromEntries(all.map(job => [job.name, job]));
    };
    return eventually(read, found =>
      Object.entries(wanted).every(
        ([name, status]) => found[name]?.status === status,
      ),
    );
  }

  const file = (path: string, ref = 'main') =>
    harness.client('mia').RepositoryFiles.showRaw('platform/gitops', path, ref);

  it('tests, builds, pushes the image and deploys to dev', async () => {
    const found = await jobs({
      'node-test': 'success',
      'secret-detection': 'success',
      'image-build': 'success',
      'deploy-dev': 'success',
      'promote-staging': 'manual',
    });
    expect(
      harness.gitlab.registry.has(
        `registry.runway.internal/shop/cart:${commit}`,
      ),
    ).toBe(true);
    expect(await file('services/shop/cart/dev.yaml')).toBe(
      `image:\n  tag: '${commit}'\n`,
    );
    const [head] = await harness.client('mia').Commits.all('platform/gitops');
    expect(head).toMatchObject({
      title: `Deploy shop/cart ${commit} to dev`,
      author_name: 'Mia Maintainer',
      author_email: 'mia@example.com',
    });
    expect(head.message).toContain(
      `Pipeline: ${harness.base}/shop/cart/-/pipelines/`,
    );
    const log = await harness
      .client('mia')
      .Jobs.showLog('shop/cart', found['deploy-dev'].id);
    expect(log).not.toContain(harness.context.credentials.gitopsToken);
    const [latest] = await harness.client('mia').Pipelines.all('shop/cart');
    expect(latest.status).toBe('success');
  });

  it('scans and signs exactly the image that was pushed, and says that nobody looked', async () => {
    const found = await jobs({
      'lint-dockerfile': 'success',
      'lint-yaml': 'success',
      'dependency-scan': 'success',
      'image-scan': 'success',
      sbom: 'success',
      sign: 'success',
    });
    // There is no openapi.yaml.
    expect(Object.keys(found)).not.toContain('lint-openapi');
    const digest = createHash('sha256')
      .update(`registry.runway.internal/shop/cart:${commit}`)
      .digest('hex');
    const log = await harness
      .client('mia')
      .Jobs.showLog('shop/cart', found.sign.id);
    expect(log).toContain(
      `"registry.runway.internal/shop/cart@sha256:${digest}"`,
    );
    expect(log).toContain('cosign is imitated in the sandbox');
    expect(log).not.toContain('registry-password');
  });

  it('deploys again what is deployed already without a commit', async () => {
    const before = await harness.client('mia').Commits.all('platform/gitops');
    const found = await jobs({ 'deploy-dev': 'success' });
    await harness.client('mia').Jobs.retry('shop/cart', found['deploy-dev'].id);
    await eventually(
      () => harness.client('mia').Jobs.all('shop/cart'),
      all =>
        all.filter(job => job.name === 'deploy-dev' && job.status === 'success')
          .length === 2,
    );
    const after = await harness.client('mia').Commits.all('platform/gitops');
    expect(after).toHaveLength(before.length);
  });

  it('promotes through a merge request that its author cannot approve', async () => {
    const found = await jobs({ 'promote-staging': 'manual' });
    await harness
      .client('dev')
      .Jobs.play('shop/cart', found['promote-staging'].id);
    await jobs({ 'promote-staging': 'success' });
    const [request] = await harness
      .client('mia')
      .MergeRequests.all({ projectId: 'platform/gitops', state: 'opened' });
    expect(request).toMatchObject({
      title: `Promote shop/cart ${commit} to staging`,
      target_branch: 'main',
      author: { username: 'gitops-bot' },
    });
    const branch = request.source_branch;
    expect(
      await file('environments/staging/applications/cart.yaml', branch),
    ).toBe(
      application
        .replace('cart-dev', 'cart-staging')
        .replace('environment: dev', 'environment: staging')
        .replace('    name: dev', '    name: staging')
        .replace('shop-dev', 'shop-staging')
        .replace('cart/dev.yaml', 'cart/staging.yaml'),
    );
    expect(await file('services/shop/cart/staging.yaml', branch)).toBe(
      `image:\n  tag: '${commit}'\n`,
    );
    const approve = (username: string) =>
      harness.api(
        username,
        `/projects/platform%2Fgitops/merge_requests/${request.iid}/approve`,
        { method: 'POST' },
      );
    // dev pressed the button, so the commit is theirs.
    expect((await approve('dev')).status).toBe(401);
    expect((await approve('dee')).status).toBe(201);
    await harness
      .client('mia')
      .MergeRequests.merge('platform/gitops', request.iid);
    expect(await file('services/shop/cart/staging.yaml')).toContain(commit);
  });

  it('fails clearly when the token is missing, and when it may not write', async () => {
    const { admin } = harness;
    const run = async () => {
      await harness.client('mia').Commits.create('shop/cart', 'main', 'Again', [
        {
          action: 'update',
          filePath: 'package.json',
          content: `{"at": ${Math.random()}}\n`,
        },
      ]);
      const [latest] = await harness.client('mia').Pipelines.all('shop/cart');
      await eventually(
        () => harness.client('mia').Pipelines.show('shop/cart', latest.id),
        ({ status }) => status === 'failed',
      );
      const all = await harness
        .client('mia')
        .Jobs.all('shop/cart', { pipelineId: latest.id });
      const job = all.find(({ name }) => name === 'deploy-dev')!;
      return harness.client('mia').Jobs.showLog('shop/cart', job.id);
    };
    admin.setGroupVariable('shop', 'GITOPS_TOKEN', '');
    expect(await run()).toContain('No token was given');
    admin.setGroupVariable(
      'shop',
      'GITOPS_TOKEN',
      harness.makeToken('gitops-bot', ['write_repository'], '2020-01-01'),
    );
    expect(await run()).toContain('Token is expired');
    admin.setGroupVariable(
      'shop',
      'GITOPS_TOKEN',
      harness.makeToken('gitops-bot', ['read_repository']),
    );
    expect(await run()).toContain('lacks the scope write_repository');
    admin.setGroupVariable(
      'shop',
      'GITOPS_TOKEN',
      harness.makeToken('dev', ['write_repository']),
    );
    expect(await run()).toContain(
      'You are not allowed to push code to protected branches',
    );
  });
});
