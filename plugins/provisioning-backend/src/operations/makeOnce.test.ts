import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { makeOnce } from './makeOnce';

const failure = (outcomeUnknown: boolean) =>
  Object.assign(new ServiceUnavailableError('no answer'), {
    system: 'gitlab',
    instance: 'main',
    operation: 'createProject',
    retryable: true,
    outcomeUnknown,
  });

/** An upstream whose n-th request does what the n-th entry says. */
function upstream(...fates: Array<'ok' | 'lost answer' | 'lost' | 'refused'>) {
  let made: string | undefined;
  const make = jest.fn(async () => {
    const fate = fates[make.mock.calls.length - 1];
    if (fate === 'ok' || fate === 'lost answer') {
      made = 'project';
    }
    if (fate !== 'ok') {
      throw failure(fate !== 'refused');
    }
    return 'project';
  });
  return {
    make,
    find: async () => made,
    signal: new AbortController().signal,
  };
}

describe('makeOnce', () => {
  it('finds what was made although its answer was lost', async () => {
    const options = upstream('lost answer');
    expect(await makeOnce(options)).toBe('project');
    expect(options.make).toHaveBeenCalledTimes(1);
  });

  it('makes again what was lost on the way', async () => {
    const options = upstream('lost', 'ok');
    expect(await makeOnce(options)).toBe('project');
    expect(options.make).toHaveBeenCalledTimes(2);
  });

  it('gives up after three attempts, and at once after a clear no', async () => {
    const lost = upstream('lost', 'lost', 'lost', 'ok');
    await expect(makeOnce(lost)).rejects.toThrow('no answer');
    expect(lost.make).toHaveBeenCalledTimes(3);
    const refused = upstream('refused', 'ok');
    await expect(makeOnce(refused)).rejects.toThrow('no answer');
    expect(refused.make).toHaveBeenCalledTimes(1);
  });

  it('tells what stands in its place; reports the first failure when it can’t look', async () => {
    const options = (problem: Error) => ({
      ...upstream('lost', 'ok'),
      find: async () => {
        throw problem;
      },
    });
    await expect(
      makeOnce(options(new ConflictError('somebody else’s'))),
    ).rejects.toThrow('somebody else’s');
    await expect(
      makeOnce(
        options(Object.assign(failure(false), { message: 'can’t look' })),
      ),
    ).rejects.toThrow('no answer');
  });
});
