import { Gitlab } from '@gitbeaker/rest';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestContext,
  type TestContextOptions,
} from '../../core/testContext';
import { createGitLab } from '../GitLab';
import type { TokenScope } from '../state/GitLabModel';

export type GitLabHarness = Awaited<ReturnType<typeof createGitLabHarness>>;

/** A GitLab with a few people: `root` (administrator), `mia` (maintainer), `dev` and `dee` (developers), `gus` (guest), `out` (nobody). */
export async function createGitLabHarness(options: TestContextOptions = {}) {
  const test = await createTestContext(options);
  const gitlab = await createGitLab(test.context);
  const { admin } = gitlab;
  const tokens = test.context.store.collection<string>('test.tokens');
  if (!admin.findUser('root')) {
    for (const [username, name] of [
      ['root', 'Administrator'],
      ['mia', 'Mia Maintainer'],
      ['dev', 'Dev Eloper'],
      ['dee', 'Dee Veloper'],
      ['gus', 'Gus Guest'],
      ['out', 'Out Sider'],
    ]) {
      admin.createUser({
        username,
        name,
        email: `${username}@example.com`,
        admin: username === 'root',
      });
      tokens.set(
        username,
        admin.createToken({ username, name: 'test', scopes: ['api'] }),
      );
    }
    admin.createGroup({ path: 'shop', visibility: 'internal' });
    admin.createGroup({ path: 'platform', visibility: 'internal' });
    for (const group of ['shop', 'platform']) {
      admin.addMember({ group, username: 'mia', level: 'maintainer' });
      admin.addMember({ group, username: 'dev', level: 'developer' });
      admin.addMember({ group, username: 'dee', level: 'developer' });
      admin.addMember({ group, username: 'gus', level: 'guest' });
    }
  }
  await test.mount('gitlab', gitlab);

  const scratch = mkdtempSync(join(tmpdir(), 'runway-gitlab-test-'));
  const token = (username: string) => tokens.get(username) ?? '';
  const base = `${test.url}/gitlab`;

  return {
    ...test,
    gitlab,
    admin,
    base,
    scratch,
    token,
    /** The real client, signed in as that person. */
    client: (username: string) =>
      new Gitlab({ host: base, token: token(username) }),
    makeToken: (username: string, scopes: TokenScope[], expiresAt?: string) =>
      admin.createToken({ username, name: 'more', scopes, expiresAt }),
    /** A plain request to the REST API. */
    api: (
      username: string | undefined,
      path: string,
      init: { method?: string; body?: unknown; headers?: object } = {},
    ) =>
      fetch(`${base}/api/v4${path}`, {
        method: init.method ?? 'GET',
        body: init.body === undefined ? undefined : JSON.stringify(init.body),
        headers: {
          ...(init.body === undefined
            ? {}
            : { 'content-type': 'application/json' }),
          ...(username ? { 'private-token': token(username) } : {}),
          ...init.headers,
        },
      }),
    /** Address to clone from, with credentials. */
    cloneUrl: (project: string, username?: string, password?: string) =>
      username
        ? `${base.replace(
            '://',
            `://${username}:${password ?? token(username)}@`,
          )}/${project}.git`
        : `${base}/${project}.git`,
    /** The real Git, without anything of the person's configuration. */
    git: (directory: string, ...args: string[]) => runGit(directory, args),
    async close(closing: { keep?: boolean } = {}) {
      rmSync(scratch, { recursive: true, force: true });
      await test.close(closing);
    },
  };
}

function runGit(directory: string, args: string[]) {
  return new Promise<{ code: number; output: string }>(resolve => {
    execFile(
      'git',
      args,
      {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          HOME: directory,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
          GIT_AUTHOR_NAME: 'Dev Eloper',
          GIT_AUTHOR_EMAIL: 'dev@example.com',
          GIT_COMMITTER_NAME: 'Dev Eloper',
          GIT_COMMITTER_EMAIL: 'dev@example.com',
        },
      },
      (error, stdout, stderr) => {
        resolve({
          code: error ? Number(error.code) : 0,
          output: `${stdout}${stderr}`,
        });
      },
    );
  });
}

/** Asks until the answer satisfies, and fails with the last one when it takes too long. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfied: (answer: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Still not: ${JSON.stringify(answer, null, 2)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
