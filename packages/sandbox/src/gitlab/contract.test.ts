import { errorAnswer } from '../faults/errorAnswer';
import { ClientTypes } from './__testUtils__/ClientTypes';
import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from './__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

/** In GitLab's documentation, but not yet in the client. */
const NEWER = [
  'kas.externalK8sProxyUrl is unknown',
  'deploy_key_id is unknown',
];

describe('answers are what the client’s types say', () => {
  let harness: GitLabHarness;
  let types: ClientTypes;

  beforeAll(async () => {
    types = new ClientTypes();
    harness = await createGitLabHarness();
    const client = harness.client('mia');
    await harness.admin.createProject({
      path: 'shop/cart',
      description: 'Carts',
      topics: ['a'],
    });
    await client.Commits.create('shop/cart', 'main', 'First', [
      {
        action: 'create',
        filePath: '.gitlab-ci.yml',
        content:
          'job: { environment: dev, rules: [{ if: $CI_COMMIT_BRANCH }], script: [echo a] }\n',
      },
      { action: 'create', filePath: 'src/a.txt', content: 'a\n' },
    ]);
    await client.ProjectVariables.create('shop/cart', 'KEY', 'value');
    await client.ProjectHooks.add('shop/cart', 'http://localhost:1/hook');
    await client.Commits.create(
      'shop/cart',
      'change',
      'Second',
      [{ action: 'create', filePath: 'b.txt', content: 'b\n' }],
      { startBranch: 'main' },
    );
    await client.MergeRequests.create('shop/cart', 'change', 'main', 'Change', {
      description: 'Why',
      labels: 'a',
    });
    await client.MergeRequestNotes.create('shop/cart', 1, 'A note');
    await eventually(
      () => client.Pipelines.all('shop/cart', { ref: 'main' }),
      ([latest]) => latest?.status === 'success',
    );
  });
  afterAll(() => harness.close());

  const project = '/projects/shop%2Fcart';

  it.each([
    ['MetadataSchema', '/metadata'],
    ['ExpandedUserSchema', '/user'],
    ['UserSchema', '/users?username=dev'],
    ['ExpandedGroupSchema', '/groups/shop'],
    ['GroupSchema', '/groups'],
    ['ProjectSchema', '/groups/shop/projects'],
    ['MemberSchema', '/groups/shop/members/all'],
    ['ProjectSchema', project],
    ['ProjectSchema', '/projects'],
    ['SimpleProjectSchema', '/projects?simple=true'],
    ['MemberSchema', `${project}/members/all`],
    ['VariableSchema', `${project}/variables`],
    ['ProjectHookSchema', `${project}/hooks`],
    ['BranchSchema', `${project}/repository/branches`],
    ['BranchSchema', `${project}/repository/branches/main`],
    ['ProtectedBranchSchema', `${project}/protected_branches`],
    ['CommitSchema', `${project}/repository/commits`],
    ['CommitSchema', `${project}/repository/commits/main`],
    ['RepositoryTreeSchema', `${project}/repository/tree?recursive=true`],
    [
      'RepositoryFileExpandedSchema',
      `${project}/repository/files/src%2Fa.txt?ref=main`,
    ],
    ['PipelineSchema', `${project}/pipelines`],
    ['ExpandedPipelineSchema', `${project}/pipelines/latest?ref=main`],
    ['JobSchema', `${project}/jobs`],
    ['MergeRequestSchemaWithBasicLabels', `${project}/merge_requests`],
    ['ExpandedMergeRequestSchema', `${project}/merge_requests/1`],
    ['MergeRequestNoteSchema', `${project}/merge_requests/1/notes`],
    ['EnvironmentSchema', `${project}/environments`],
    ['DeploymentSchema', `${project}/deployments`],
  ])('%s of %s', async (type, path) => {
    const response = await harness.api('mia', path);
    expect(response.status).toBe(200);
    const answer = await response.json();
    const items = Array.isArray(answer) ? answer : [answer];
    expect(items).not.toHaveLength(0);
    expect(
      items
        .flatMap(item => types.problems(type, item))
        .filter(problem => !NEWER.some(field => problem.includes(field))),
    ).toEqual([]);
  });

  it.each([
    { status: 401, user: undefined, path: '/user' },
    { status: 404, user: 'dev', path: '/projects/none' },
    { status: 404, user: 'dev', path: `${project}/repository/commits/none` },
    { status: 404, user: 'dev', path: '/groups/none' },
    { status: 403, user: 'gus', path: project, method: 'DELETE' },
    { status: 400, user: 'mia', path: '/projects', method: 'POST', body: {} },
    {
      status: 409,
      user: 'mia',
      path: `${project}/merge_requests`,
      method: 'POST',
      body: { source_branch: 'change', target_branch: 'main', title: 'Again' },
    },
  ])('$status of $path', async ({ status, user, path, ...init }) => {
    const response = await harness.api(user, path, init);
    expect(response.status).toBe(status);
    const answer = await response.json();
    // GitLab says what is wrong as a message, or names a parameter in an error.
    expect(
      Object.keys(answer).filter(key => ['message', 'error'].includes(key)),
    ).toHaveLength(1);
  });

  it.each([401, 403, 404, 409, 422, 429, 500, 502, 503])(
    '%i on demand',
    status => {
      const { body } = errorAnswer(status, {
        system: 'gitlab',
        method: 'GET',
        git: false,
      });
      expect(body).toEqual({ message: expect.anything() });
    },
  );

  it('finds what is wrong', () => {
    expect(
      types.problems('MemberSchema', {
        id: '1',
        name: null,
        access_level: 41,
      }),
    ).toEqual([
      'MemberSchema.id is "1", not number',
      expect.stringContaining('MemberSchema.access_level is 41, not '),
    ]);
    expect(
      types.problems('MetadataSchema', { kas: { enabled: true, more: 1 } }),
    ).toEqual(['MetadataSchema.kas.more is unknown']);
  });
});
