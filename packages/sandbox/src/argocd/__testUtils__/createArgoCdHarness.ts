import { join } from 'node:path';
import { createTestContext } from '../../core/testContext';
import { createArgoCd } from '../ArgoCd';
import { FakeClusters } from './FakeClusters';
import { GitFixture } from './GitFixture';

/** Where the tests keep a helm they had to extract. */
export const testTools = join(
  // eslint-disable-next-line no-restricted-syntax -- only tests read it
  __dirname,
  '../../../../..',
  '.runway/tools',
);

export interface Answer {
  status: number;
  body: any;
}

export type ArgoCdHarness = Awaited<ReturnType<typeof createArgoCdHarness>>;

/** An Argo CD with repositories and clusters to play with. */
export async function createArgoCdHarness(
  options: {
    dataDir?: string;
    git?: GitFixture;
    start?: boolean;
    pace?: number;
  } = {},
) {
  const test = await createTestContext({
    dataDir: options.dataDir,
    pace: options.pace,
  });
  const { context } = test;
  const git = options.git ?? new GitFixture();
  const clusters = new FakeClusters(context.events);
  const argocd = await createArgoCd(context, {
    repositories: git,
    clusters,
    toolsDir: testTools,
  });
  const log: string[] = [];
  await test.mount('argocd', argocd);

  const request = async (
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = context.credentials.argocdToken,
  ): Promise<Answer> => {
    const response = await fetch(`${test.url}/argocd${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : text,
    };
  };

  return {
    ...test,
    argocd,
    git,
    clusters,
    log,
    request,
    get: (path: string, token?: string) =>
      request('GET', path, undefined, token),
    application: async (name: string) =>
      (await request('GET', `/api/v1/applications/${name}`)).body,
    /** Waits until the application is as wanted, and returns it. */
    async until(
      name: string,
      isWanted: (application: any) => boolean,
      milliseconds = 20_000,
    ) {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const { body } = await request('GET', `/api/v1/applications/${name}`);
        if (isWanted(body)) {
          return body;
        }
        if (Date.now() > deadline) {
          throw new Error(
            `${name} didn't become as wanted: ${JSON.stringify(
              body.status ?? body,
              null,
              1,
            )}`,
          );
        }
        await new Promise(resolve => setTimeout(resolve, 15));
      }
    },
    /** Tells of a push to `main`. */
    pushed(project: string) {
      context.events.emit('gitlab:push', {
        project,
        ref: 'refs/heads/main',
        before: '0'.repeat(40),
        after: '1'.repeat(40),
      });
    },
  };
}

export const isSynced = (application: any) =>
  application.status?.sync?.status === 'Synced' && !application.operation;
