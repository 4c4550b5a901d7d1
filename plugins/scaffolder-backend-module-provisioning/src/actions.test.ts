import { mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { LedgerService } from '@runway/plugin-provisioning-node';
import { validate } from 'jsonschema';
import { parse } from 'yaml';
import { createActions } from './actions';

function setup(run: LedgerService['run'] = async () => ({})) {
  const ledger = { run: jest.fn(run) };
  const actions = createActions(ledger);
  const find = (id: string) => actions.find(action => action.id === id)!;
  return { ledger, actions, find };
}

const context = (more: object = {}) =>
  createMockActionContext({
    logger: mockServices.logger.mock(),
    templateInfo: {
      entityRef: 'template:default/api-service',
      baseUrl: 'file:///templates/api-service/template.yaml',
    },
    task: { id: 'task-1' },
    ...more,
  });

describe('actions of golden-path templates', () => {
  it('ask the ledger for the step and hand on its log and output', async () => {
    const { ledger, find } = setup(async (_request, { log }) => {
      log('Committed 5 files');
      return { imageTag: '5d6a617d' };
    });
    const ctx = {
      ...context({ input: { source: './gitops' } }),
      step: { id: 'gitops', name: 'Declare' },
    };
    await find('runway:gitops:commit').handler(ctx as any);
    expect(ledger.run).toHaveBeenCalledWith(
      {
        taskId: 'task-1',
        stepId: 'gitops',
        operation: 'runway:gitops:commit',
        input: { source: './gitops' },
        templateBaseUrl: 'file:///templates/api-service/template.yaml',
      },
      expect.objectContaining({ signal: ctx.signal }),
    );
    expect(ctx.logger.info).toHaveBeenCalledWith('Committed 5 files');
    expect(ctx.output).toHaveBeenCalledWith('imageTag', '5d6a617d');
  });

  it('end as the ledger says when the step fails', async () => {
    const { find } = setup(async () => {
      throw new Error('Vault is sealed');
    });
    await expect(
      find('runway:vault:provision').handler(
        context({ input: { name: 'a', owner: 'b' } }) as any,
      ),
    ).rejects.toThrow('Vault is sealed');
  });

  it('touch nothing in a dry run', async () => {
    const { ledger, actions } = setup();
    for (const action of actions) {
      expect(action.supportsDryRun).toBe(true);
      await action.handler({
        ...context({ input: {} }),
        isDryRun: true,
      } as any);
    }
    expect(ledger.run).not.toHaveBeenCalled();
  });

  it('have examples that their own schema allows', () => {
    for (const { id, examples, schema } of setup().actions) {
      expect(examples).toHaveLength(1);
      const [{ action, input }] = parse(examples![0].example).steps;
      expect(action).toBe(id);
      expect([id, validate(input, schema!.input!).errors]).toEqual([id, []]);
    }
  });
});
