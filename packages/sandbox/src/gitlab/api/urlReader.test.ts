import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  createGitLabHarness,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

describe("Backstage's URL reader under a relative URL root", () => {
  let harness: GitLabHarness;
  let reader: ReturnType<typeof UrlReaders.default>;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    await harness.admin.createProject({ path: 'shop/cart' });
    const files = {
      'catalog-info.yaml': 'kind: Component\n',
      'teams/one.yaml': 'kind: Group # one\n',
      'teams/two.yaml': 'kind: Group # two\n',
      'docs/index.md': '# Docs\n',
    };
    await harness.admin.commitFiles('shop/cart', 'main', files, 'First', {
      name: 'Mia',
      email: 'mia@example.com',
    });
    await harness.admin.commitFiles(
      'shop/cart',
      'feature-1',
      { 'docs/more.md': 'More\n' },
      'Second',
      { name: 'Mia', email: 'mia@example.com' },
    );
    const host = new URL(harness.base).host;
    reader = UrlReaders.default({
      logger: mockServices.logger.mock(),
      config: new ConfigReader({
        integrations: {
          gitlab: [
            {
              host,
              baseUrl: harness.base,
              apiBaseUrl: `${harness.base}/api/v4`,
              token: harness.token('dev'),
            },
          ],
        },
      }),
    });
  });

  afterAll(() => harness.close());

  it('reads a file and says when it has not changed', async () => {
    const url = `${harness.base}/shop/cart/-/blob/main/catalog-info.yaml`;
    const first = await reader.readUrl(url);
    expect((await first.buffer()).toString()).toBe('kind: Component\n');
    expect(first.etag).toBeTruthy();
    await expect(
      reader.readUrl(url, { etag: first.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
    await expect(
      reader.readUrl(`${harness.base}/shop/cart/-/blob/main/none.yaml`),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('reads a tree, whole and in part', async () => {
    const whole = await reader.readTree(
      `${harness.base}/shop/cart/-/tree/main/`,
    );
    expect((await whole.files()).map(file => file.path).sort()).toEqual([
      'catalog-info.yaml',
      'docs/index.md',
      'teams/one.yaml',
      'teams/two.yaml',
    ]);
    const part = await reader.readTree(
      `${harness.base}/shop/cart/-/tree/feature-1/docs`,
    );
    const files = await part.files();
    expect(files.map(file => file.path).sort()).toEqual([
      'index.md',
      'more.md',
    ]);
    expect((await files[0].content()).toString()).toMatch(/Docs|More/);
    await expect(
      reader.readTree(`${harness.base}/shop/cart/-/tree/feature-1/docs`, {
        etag: part.etag,
      }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
    await expect(
      reader.readTree(`${harness.base}/shop/none/-/tree/main`),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('searches with a pattern', async () => {
    const found = await reader.search(
      `${harness.base}/shop/cart/-/blob/main/teams/*.yaml`,
    );
    expect(found.files.map(file => file.url).sort()).toEqual([
      `${harness.base}/shop/cart/-/blob/main/teams/one.yaml`,
      `${harness.base}/shop/cart/-/blob/main/teams/two.yaml`,
    ]);
  });
});
