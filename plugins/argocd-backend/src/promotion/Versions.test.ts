import { Upstreams } from '@runway/integrations';
import { Versions } from './Versions';

const commit = { id: 'a'.repeat(40), title: 'Add seats' };

/** A GitLab that counts, and answers when it is told to. */
function gitlabThat(pipelineStatus = 'running', pipelineMs?: number) {
  let answer = () => {};
  const told = new Promise<void>(resolve => {
    answer = resolve;
  });
  const gitlab = {
    listCommits: jest.fn(async () => {
      await told;
      return [commit];
    }),
    pipelines: jest.fn(async () => {
      await told;
      return [{ id: 1, status: pipelineStatus }];
    }),
  };
  const upstreams = { gitlab: () => gitlab } as unknown as Upstreams;
  return { versions: new Versions(upstreams, { pipelineMs }), gitlab, answer };
}

describe('Versions', () => {
  it('asks once, however many want to know at the same time', async () => {
    const { versions, gitlab, answer } = gitlabThat();
    const asked = [...Array(20)].flatMap(() => [
      versions.commit('cabin/menu', 'aaaaaaaa'),
      versions.pipeline('cabin/menu', commit.id),
    ]);
    answer();
    await Promise.all(asked);
    expect(await versions.commit('cabin/menu', 'aaaaaaaa')).toEqual(commit);
    expect(await versions.pipeline('cabin/menu', commit.id)).toMatchObject({
      status: 'running',
    });
    expect(gitlab.listCommits).toHaveBeenCalledTimes(1);
    expect(gitlab.pipelines).toHaveBeenCalledTimes(1);
  });

  it('looks again at a pipeline that has not passed, never at one that has', async () => {
    for (const [status, times] of [
      ['running', 2],
      ['success', 1],
    ] as const) {
      const { versions, gitlab, answer } = gitlabThat(status, 1);
      answer();
      await versions.pipeline('cabin/menu', commit.id);
      await new Promise(resolve => setTimeout(resolve, 20));
      await versions.pipeline('cabin/menu', commit.id);
      expect(gitlab.pipelines).toHaveBeenCalledTimes(times);
    }
  });

  it('leaves the question to the others when the first reader gives up', async () => {
    const { versions, gitlab, answer } = gitlabThat();
    const first = new AbortController();
    const given = versions.commit('cabin/menu', 'aaaaaaaa', first.signal);
    const other = versions.commit('cabin/menu', 'aaaaaaaa');
    first.abort();
    await expect(given).rejects.toThrow();
    answer();
    expect(await other).toEqual(commit);
    expect(gitlab.listCommits).toHaveBeenCalledTimes(1);
  });

  it('remembers no failure, and no commit that is not there yet', async () => {
    const { versions, gitlab, answer } = gitlabThat();
    answer();
    gitlab.listCommits.mockRejectedValueOnce(new Error('down'));
    gitlab.listCommits.mockResolvedValueOnce([]);
    await expect(versions.commit('cabin/menu', 'b')).rejects.toThrow('down');
    expect(await versions.commit('cabin/menu', 'b')).toBeUndefined();
    expect(await versions.commit('cabin/menu', 'b')).toEqual(commit);
  });
});
