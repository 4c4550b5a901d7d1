import type { PipelineStatus } from '../state/PipelineModel';
import { eventually, type GitLabHarness } from './createGitLabHarness';

/** Pushes configurations to fresh projects of `shop` and follows their pipelines, signed in as `mia`. */
export function createPipelineDriver(getHarness: () => GitLabHarness) {
  let projects = 0;

  /** A project whose first push holds that configuration. */
  async function push(
    config: string,
    files: Record<string, string> = {},
    username = 'mia',
  ) {
    projects += 1;
    const path = `shop/pipeline-${projects}`;
    await getHarness().admin.createProject({ path });
    await getHarness()
      .client(username)
      .Commits.create(
        path,
        'main',
        'Add pipeline',
        Object.entries({ '.gitlab-ci.yml': config, ...files }).map(
          ([filePath, content]) => ({
            action: 'create' as const,
            filePath,
            content,
          }),
        ),
      );
    return path;
  }

  async function get(path: string, rest: string) {
    const response = await getHarness().api(
      'mia',
      `/projects/${encodeURIComponent(path)}/${rest}`,
    );
    return response.json();
  }

  async function post(path: string, rest: string, body: object = {}) {
    const response = await getHarness().api(
      'mia',
      `/projects/${encodeURIComponent(path)}/${rest}`,
      { method: 'POST', body },
    );
    return { status: response.status, body: await response.json() };
  }

  async function settled(path: string, ...statuses: PipelineStatus[]) {
    const wanted = statuses.length > 0 ? statuses : ['success', 'failed'];
    const [latest] = await eventually(
      () => get(path, 'pipelines'),
      pipelines => wanted.includes(pipelines[0]?.status),
    );
    const jobs = await get(path, `pipelines/${latest.id}/jobs`);
    return {
      pipeline: await get(path, `pipelines/${latest.id}`),
      jobs: Object.fromEntries(
        jobs.map((job: { name: string }) => [job.name, job]),
      ),
    };
  }

  async function trace(path: string, jobId: number): Promise<string> {
    const response = await getHarness().api(
      'mia',
      `/projects/${encodeURIComponent(path)}/jobs/${jobId}/trace`,
    );
    return response.text();
  }

  return { push, get, post, settled, trace };
}
