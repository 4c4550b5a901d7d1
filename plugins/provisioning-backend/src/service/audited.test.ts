import { mockServices } from '@backstage/backend-test-utils';
import { audited } from './audited';

function setup() {
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({
    createEvent: async () => event,
  });
  return { auditor, event };
}

describe('audited', () => {
  it('names in the second entry what only the outcome says', async () => {
    const { auditor, event } = setup();
    await audited(
      auditor,
      'run-start',
      { requestId: 'r1' },
      async () => ({ id: 'run-1' }),
      run => ({ runId: run.id }),
    );
    expect(event.success).toHaveBeenCalledWith({ meta: { runId: 'run-1' } });
    expect(event.fail).not.toHaveBeenCalled();
  });

  it('says why it failed, and lets the error through', async () => {
    const { auditor, event } = setup();
    const error = new Error('The name is taken.');
    await expect(
      audited(auditor, 'run-start', {}, () => Promise.reject(error)),
    ).rejects.toBe(error);
    expect(event.fail).toHaveBeenCalledWith({ error });
    expect(event.success).not.toHaveBeenCalled();
  });
});
