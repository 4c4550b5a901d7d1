import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import {
  schedulerManagePermission,
  schedulerService,
} from './schedulerService';

const TASKS = '/api/test/.backstage/scheduler/v1/tasks';

/** A plugin with a task that isn't due. */
async function start(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  const work = jest.fn();
  const ran = new Promise(resolve => {
    work.mockImplementation(resolve);
  });
  const permissions = mockServices.permissions.mock({
    authorize: async () => [{ result }],
  });
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  auditor.createEvent.mockResolvedValue(event);
  const { server } = await startTestBackend({
    features: [
      schedulerService,
      permissions.factory,
      auditor.factory,
      createBackendPlugin({
        pluginId: 'test',
        register(env) {
          env.registerInit({
            deps: { scheduler: coreServices.scheduler },
            async init({ scheduler }) {
              await scheduler.scheduleTask({
                id: 'work',
                frequency: { hours: 1 },
                initialDelay: { hours: 1 },
                timeout: { minutes: 1 },
                scope: 'local',
                fn: work,
              });
            },
          });
        },
      }),
    ],
  });
  return { agent: request(server), work, ran, permissions, auditor, event };
}

describe('schedulerService', () => {
  it('runs a task for who may, and keeps a trace of it', async () => {
    const { agent, ran, permissions, auditor, event } = await start(
      AuthorizeResult.ALLOW,
    );
    const { body } = await agent.get(TASKS).expect(200);
    expect(body.tasks).toMatchObject([{ taskId: 'work' }]);
    await agent.post(`${TASKS}/work/trigger`).expect(200);
    await ran;
    expect(permissions.authorize).toHaveBeenCalledWith(
      [{ permission: schedulerManagePermission }],
      { credentials: mockCredentials.user() },
    );
    expect(auditor.createEvent).toHaveBeenCalledTimes(1);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'scheduled-task',
        meta: { actionType: 'trigger', taskId: 'work' },
      }),
    );
    expect(event.success).toHaveBeenCalledTimes(1);
  });

  it('says in the trace that a task could not be run', async () => {
    const { agent, event } = await start(AuthorizeResult.ALLOW);
    await agent.post(`${TASKS}/other/trigger`).expect(404);
    expect(event.fail).toHaveBeenCalledWith({
      error: new Error('Answered 404'),
    });
  });

  it.each(['trigger', 'cancel'])(
    'refuses to %s a task, and to show it, to others',
    async action => {
      const { agent, work, event } = await start(AuthorizeResult.DENY);
      await agent.get(TASKS).expect(403);
      await agent.post(`${TASKS}/work/${action}`).expect(403);
      expect(work).not.toHaveBeenCalled();
      expect(event.fail).toHaveBeenCalledTimes(1);
    },
  );
});
