import { mockServices } from '@backstage/backend-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { TaskRunner } from './TaskRunner';

/** A scaffolder that notes in whose name it is asked. */
function scaffolder() {
  const principals: unknown[] = [];
  const note = (options?: { credentials: BackstageCredentials }) =>
    principals.push(options?.credentials.principal);
  return {
    principals,
    service: {
      scaffold: async (_: unknown, options: any) => {
        note(options);
        return { taskId: '1' };
      },
      retry: async (_: unknown, options: any) => note(options),
      cancelTask: async (_: unknown, options: any) => note(options),
      getTask: async (_: unknown, options: any) => {
        note(options);
        return { status: 'processing', spec: { steps: [] } };
      },
      getLogs: async (_: unknown, options: any) => {
        note(options);
        return [];
      },
    } as unknown as ScaffolderService,
  };
}

describe('TaskRunner', () => {
  it('does everything in the name of the platform: a run outlives the session of who asked for it', async () => {
    const { principals, service } = scaffolder();
    const tasks = new TaskRunner({
      scaffolder: service,
      auth: mockServices.auth({ pluginId: 'provisioning' }),
    });
    const id = await tasks.start({
      templateRef: 'template:default/api-service',
      values: { name: 'orders' },
    });
    await tasks.retry(id);
    await tasks.state(id);
    await tasks.log(id);
    await tasks.stop(id);
    expect(principals).toHaveLength(8);
    expect(
      new Set(principals.map(principal => JSON.stringify(principal))),
    ).toEqual(
      new Set([
        JSON.stringify({ type: 'service', subject: 'plugin:provisioning' }),
      ]),
    );
  });
});
