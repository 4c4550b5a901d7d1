import { mockCredentials } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { TaskStates } from './TaskStates';

const as = { credentials: mockCredentials.service('plugin:provisioning') };

/** A scaffolder with one task, which counts what it is asked for. */
function scaffolder() {
  const events: Array<{ id: number; type: string; body: object }> = [];
  const task = { status: 'open' };
  const asked = { task: 0, events: 0 };
  return {
    asked,
    task,
    say(type: string, body: object = {}) {
      events.push({ id: events.length + 1, type, body });
    },
    service: {
      async getTask() {
        asked.task += 1;
        if (task.status === 'gone') {
          throw new NotFoundError('No task');
        }
        return {
          status: task.status,
          spec: { steps: [{ id: 'repository', name: 'Repository' }] },
        };
      },
      async getLogs({ after = 0 }: { after?: number }) {
        asked.events += 1;
        return events
          .filter(({ id, type }) => id > after || type === 'completion')
          .map(event => ({ ...event, createdAt: `at ${event.id}` }));
      },
    } as unknown as ScaffolderService,
  };
}

const begun = { stepId: 'repository', status: 'processing' };
const done = { stepId: 'repository', status: 'completed' };

describe('TaskStates', () => {
  it('reads only what is new of a task that is going', async () => {
    const { asked, task, say, service } = scaffolder();
    const states = new TaskStates(service);
    expect(await states.of('1', as)).toMatchObject({ status: 'queued' });
    task.status = 'processing';
    say('log', begun);
    expect(await states.of('1', as)).toMatchObject({
      status: 'running',
      steps: [{ id: 'repository', status: 'running', startedAt: 'at 1' }],
    });
    expect(asked).toEqual({ task: 2, events: 2 });
    say('log', done);
    expect(await states.of('1', as)).toMatchObject({
      status: 'running',
      steps: [{ status: 'succeeded', finishedAt: 'at 2' }],
    });
    expect(asked).toEqual({ task: 2, events: 3 });
  });

  it('sees the end at once, and a task that has completed stays as it is', async () => {
    const { asked, task, say, service } = scaffolder();
    const states = new TaskStates(service);
    task.status = 'processing';
    say('log', begun);
    await states.of('1', as);
    say('log', done);
    say('completion', {});
    task.status = 'completed';
    expect(await states.of('1', as)).toMatchObject({ status: 'completed' });
    const before = { ...asked };
    expect(await states.of('1', as)).toMatchObject({
      status: 'completed',
      steps: [{ status: 'succeeded' }],
    });
    expect(asked).toEqual(before);
  });

  it('sees that a failed task goes on again', async () => {
    const { task, say, service } = scaffolder();
    const states = new TaskStates(service);
    task.status = 'failed';
    say('completion', { error: { message: 'GitLab is down' } });
    expect(await states.of('1', as)).toMatchObject({
      status: 'failed',
      message: 'GitLab is down',
    });
    task.status = 'processing';
    expect(await states.of('1', as)).toMatchObject({ status: 'running' });
  });

  it('forgets a task that the scaffolder has lost', async () => {
    const { task, say, service } = scaffolder();
    const states = new TaskStates(service);
    task.status = 'processing';
    say('log', begun);
    await states.of('1', as);
    say('cancelled');
    task.status = 'gone';
    expect(await states.of('1', as)).toBeUndefined();
    task.status = 'completed';
    expect(await states.of('1', as)).toMatchObject({ status: 'completed' });
  });
});
