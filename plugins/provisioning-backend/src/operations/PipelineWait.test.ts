import type { OperationContext } from './Operation';
import { PipelineWait } from './PipelineWait';

type Job = { name: string; status: string; allowFailure?: boolean };
/** What GitLab says at one look; the last one stays. */
type Look = { status: string; jobs?: Job[] } | undefined;

function begin(looks: Look[], { isRetry = false } = {}) {
  const waitedFor: string[] = [];
  const made: string[] = [];
  let at = 0;
  const pipeline = (look: Look) =>
    look && { id: 7, status: look.status, webUrl: 'http://gitlab.test/7' };
  const gitlab = {
    pipelines: async () => {
      const found = pipeline(looks[Math.min(at, looks.length - 1)]);
      return found ? [found] : [];
    },
    jobs: async () => {
      const jobs = looks[Math.min(at, looks.length - 1)]?.jobs ?? [];
      at += 1;
      return jobs;
    },
    createPipeline: async () => {
      made.push('created');
      at += 1;
      return pipeline(looks[at]);
    },
    retryPipeline: async () => {
      made.push('retried');
    },
  };
  const result = new PipelineWait().execute({}, {
    facts: { team: 'flight-ops', name: 'orders' },
    upstreams: { gitlab: () => gitlab, environments: [{ name: 'dev' }] },
    signal: new AbortController().signal,
    isRetry,
    log: () => {},
    waitFor: async (what: string) => {
      waitedFor.push(what);
    },
  } as unknown as OperationContext);
  return { result, waitedFor, made };
}

const deployed = { name: 'deploy-dev', status: 'success' };
const scanning = { name: 'image-scan', status: 'running' };

describe('PipelineWait', () => {
  it('is done once the first environment has it, although scans go on', async () => {
    const { result, waitedFor } = begin([
      {
        status: 'running',
        jobs: [{ name: 'deploy-dev', status: 'created' }, scanning],
      },
      { status: 'running', jobs: [deployed, scanning] },
    ]);
    await expect(result).resolves.toEqual({
      pipelineUrl: 'http://gitlab.test/7',
    });
    expect(waitedFor).toEqual([
      'Pipeline #7: image-scan running (0 of 2 jobs done)',
    ]);
  });

  it('is done although a scan has failed after the deployment', async () => {
    const { result } = begin([
      {
        status: 'failed',
        jobs: [deployed, { name: 'image-scan', status: 'failed' }],
      },
    ]);
    await expect(result).resolves.toBeDefined();
  });

  it.each(['success', 'manual'])(
    'is done when the pipeline is %s',
    async status => {
      await expect(begin([{ status }]).result).resolves.toBeDefined();
    },
  );

  it.each([
    ['there is none', undefined],
    ['the first commit left it out', { status: 'skipped' }],
  ])('starts the pipeline when %s', async (_, first) => {
    const { result, made } = begin([first, { status: 'success' }]);
    await result;
    expect(made).toEqual(['created']);
  });

  it('names the job that failed, not those that may', async () => {
    const { result } = begin([
      {
        status: 'failed',
        jobs: [
          { name: 'test', status: 'failed' },
          { name: 'lint', status: 'failed', allowFailure: true },
        ],
      },
    ]);
    await expect(result).rejects.toThrow(
      'The job test failed in pipeline #7: http://gitlab.test/7',
    );
  });

  it('runs a failed pipeline again once when the run is retried', async () => {
    const failed = {
      status: 'failed',
      jobs: [{ name: 'test', status: 'failed' }],
    };
    const mended = begin([failed, { status: 'success' }], { isRetry: true });
    await expect(mended.result).resolves.toBeDefined();
    expect(mended.made).toEqual(['retried']);

    const broken = begin([failed], { isRetry: true });
    await expect(broken.result).rejects.toThrow('The job test failed');
    expect(broken.made).toEqual(['retried']);
  });
});
