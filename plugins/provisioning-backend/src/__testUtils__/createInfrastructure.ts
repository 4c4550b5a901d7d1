import { mockServices } from '@backstage/backend-test-utils';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { metrics } from '@opentelemetry/api';
import type { Knex } from 'knex';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInfrastructure } from '../infrastructure/startInfrastructure';
import type { StoredRequest } from '../infrastructure/types';
import { createTestCatalog } from './createTestCatalog';
import { createTestRuns } from './createTestRuns';
import type { UpstreamsFixture } from './useUpstreams';

const ROOT = join(__dirname, '../../../..');

/** Of the test alone: the sandbox's own Atlantis looks after another one. */
export const INFRASTRUCTURE = 'platform/played-infrastructure';

/** What a person orders when the test says nothing else. */
const FORM = {
  name: 'booking',
  owner: 'group:default/flight-ops',
  environment: 'dev',
};

const INPUT = {
  title: 'PostgreSQL database',
  stack: 'postgres-database',
  values: {
    size: 'small',
    backupDays: 14,
    dataClassification: 'internal',
    sizes: { small: { sku: 'GP_Standard_D2ds_v5', storage: 32 } },
    burstable: 'B_Standard_B2s',
  },
};

/**
 * Orders of infrastructure over a test database and the sandbox, with a clock that only the test moves. Atlantis is played
 * by the test, which speaks through GitLab alone.
 *
 * @param project - the repository; with `platform/infrastructure` the sandbox's own Atlantis does it
 */
export async function createInfrastructure(
  knex: Knex,
  { upstreams: all, ...rest }: UpstreamsFixture,
  project: string = INFRASTRUCTURE,
) {
  const upstreams: UpstreamsFixture['upstreams'] = {
    ...all,
    infrastructure: {
      instance: 'main',
      project,
      branch: 'main',
    },
  };
  const fixture = { ...rest, upstreams };
  await seedRepository(fixture, project);
  let clock = 1_700_000_000_000;
  const now = () => clock;
  const { catalog } = createTestCatalog(() => '');
  const runs = await createTestRuns(knex, fixture, {
    templateUrl: `file://${join(
      ROOT,
      'templates/postgres-database/template.yaml',
    )}`,
    catalog,
    now,
  });
  const { requests, store } = runs;
  const newFollower = () => {
    const started = startInfrastructure({
      requests,
      store,
      upstreams,
      catalog,
      auth: mockServices.auth(),
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => {},
          fail: async () => {},
        }),
      }),
      logger: mockServices.rootLogger({ level: 'none' }),
      meter: metrics.getMeter('test'),
      signal: new AbortController().signal,
      now,
    });
    return async () => {
      await started.begin();
      await started.stop();
    };
  };
  const look = newFollower();
  return {
    ...runs,
    catalog: catalog as CatalogService,
    newFollower,
    upstreams,
    pass(milliseconds: number) {
      clock += milliseconds;
    },
    /** Looks as often as it takes until nothing is due in the next few seconds. */
    async follow(runId: string): Promise<StoredRequest> {
      for (let count = 0; count < 4; count++) {
        await look();
        clock += 20_000;
      }
      return (await requests.ofRun(runId))!;
    },
    /** Looks until the order has the status. */
    async until(runId: string, status: StoredRequest['status']) {
      const deadline = Date.now() + 60_000;
      for (;;) {
        await look();
        clock += 20_000;
        const request = (await requests.ofRun(runId))!;
        if (request.status === status) {
          return request;
        }
        if (Date.now() > deadline) {
          throw new Error(`The order is ${JSON.stringify(request)}`);
        }
        await sleep(250);
      }
    },
    /** An order, up to the open merge request. */
    async order(name: string, form: Partial<typeof FORM> = {}) {
      const values = { ...FORM, name, ...form };
      const full = `flight-ops-${name}-${values.environment}`;
      const started = await runs.start({
        name: full,
        claim: `infra/${full}`,
        entityRef: `resource:default/${full}`,
        values,
      });
      const step = () => started.step('runway:infrastructure:request', INPUT);
      const output = await step();
      await started.succeed();
      return {
        ...started,
        id: started.run.id,
        step,
        output,
        request: (await requests.ofRun(started.run.id))!,
      };
    },
    input: INPUT,
    form: FORM,
    ...playAtlantis(fixture, project),
  };
}

async function seedRepository(
  { sandbox, upstreams }: UpstreamsFixture,
  path: string,
) {
  if (await upstreams.gitlab().findProject(path)) {
    return;
  }
  const folder = join(ROOT, 'infrastructure');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const { admin } = sandbox.gitlab;
  await admin.createProject({
    path,
    approvalsBeforeMerge: 1,
    committersMayApprove: false,
  });
  await admin.commit({
    project: path,
    commits: [
      {
        message: 'Take over the folder infrastructure',
        author: { name: 'Priya Nair', email: 'priya.nair@aerq.example' },
        files: Object.fromEntries(
          files.map(file => [relative(folder, file), readFileSync(file)]),
        ),
      },
    ],
  });
}

/** What Atlantis and people do with a merge request. */
function playAtlantis({ sandbox }: UpstreamsFixture, repository: string) {
  const project = `projects/${encodeURIComponent(repository)}`;
  const as = (username: string) => {
    const token = sandbox.gitlab.admin.createToken({
      username,
      name: 'test',
      scopes: ['api'],
    });
    return async (method: string, path: string, body?: object) => {
      const response = await fetch(
        `${sandbox.url}/gitlab/api/v4/${project}/${path}`,
        {
          method,
          headers: {
            'private-token': token,
            'content-type': 'application/json',
          },
          body: body && JSON.stringify(body),
        },
      );
      if (!response.ok) {
        throw new Error(`${response.status} ${await response.text()}`);
      }
      return response.json();
    };
  };
  let atlantis: ReturnType<typeof as>;
  const speak = (method: string, path: string, body?: object) => {
    atlantis ??= as('lars.eriksen');
    return atlantis(method, path, body);
  };
  const status = async (
    { iid }: StoredRequest,
    name: string,
    state: string,
    description: string,
  ) => {
    const { sha } = await speak('GET', `merge_requests/${iid}`);
    await speak('POST', `statuses/${sha}`, { state, name, description });
  };
  const say = ({ iid }: StoredRequest, body: string) =>
    speak('POST', `merge_requests/${iid}/notes`, { body });
  return {
    as,
    say,
    /** The newest commit is planned. */
    async planned(request: StoredRequest, add = 3) {
      const summary = `Plan: ${add} to add, 0 to change, 0 to destroy.`;
      const name = `atlantis/plan: ${request.directory}/default`;
      await status(request, name, 'success', summary);
      await say(
        request,
        `Ran Plan for dir: \`${request.directory}\` workspace: \`default\`\n\n${summary}`,
      );
      await status(
        request,
        'atlantis/plan',
        'success',
        '1/1 projects planned successfully.',
      );
      await status(
        request,
        'atlantis/apply',
        'pending',
        '0/1 projects applied successfully.',
      );
    },
    async failed(
      request: StoredRequest,
      command: 'plan' | 'apply',
      text: string,
    ) {
      const verb = command === 'plan' ? 'Plan' : 'Apply';
      await say(
        request,
        `Ran ${verb} for dir: \`${request.directory}\` workspace: \`default\`\n\n${text}`,
      );
      await status(
        request,
        `atlantis/${command}`,
        'failed',
        `0/1 projects ${
          command === 'plan' ? 'planned' : 'applied'
        } successfully.`,
      );
    },
    /** Nothing is planned, because no project fits. */
    async planNothing(request: StoredRequest) {
      for (const command of ['plan', 'apply']) {
        await status(
          request,
          `atlantis/${command}`,
          'success',
          `0/0 projects ${
            command === 'plan' ? 'planned' : 'applied'
          } successfully.`,
        );
      }
    },
    async applied(request: StoredRequest, options: { merge?: boolean } = {}) {
      await say(
        request,
        `Ran Apply for dir: \`${request.directory}\` workspace: \`default\`\n\nApply complete!`,
      );
      await status(
        request,
        'atlantis/apply',
        'success',
        '1/1 projects applied successfully.',
      );
      if (options.merge ?? true) {
        await speak('PUT', `merge_requests/${request.iid}/merge`);
      }
    },
    approve: ({ iid }: StoredRequest, username = 'priya.nair') =>
      as(username)('POST', `merge_requests/${iid}/approve`),
    close: ({ iid }: StoredRequest) =>
      speak('PUT', `merge_requests/${iid}`, { state_event: 'close' }),
    /** What people and the portal have written, oldest first. */
    commands: async ({ iid }: StoredRequest): Promise<string[]> =>
      (await speak('GET', `merge_requests/${iid}/notes?sort=asc`))
        .map(({ body }: { body: string }) => body)
        .filter((body: string) => body.startsWith('atlantis ')),
  };
}
