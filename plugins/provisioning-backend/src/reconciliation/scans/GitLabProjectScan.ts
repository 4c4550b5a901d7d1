import type { JsonValue } from '@backstage/types';
import type { GitLabProject } from '@runway/integrations';
import type { Survey } from '../survey/Survey';
import type { MarkedThing } from '../types';
import type { MarkScan } from './MarkScan';

const PAGE = 100;
const PAGES = 10;
const TOPIC = /^runway-run-(.+)$/;

/** Projects whose topics name a run. */
export class GitLabProjectScan implements MarkScan {
  readonly system = 'gitlab';
  readonly name = 'gitlab-projects';

  constructor(readonly instance: string) {}

  async scan(survey: Survey, { cursor }: { cursor: JsonValue | undefined }) {
    const all = await survey.projects();
    if (all.complete) {
      return { found: marked([...all.items.values()], this.instance) };
    }
    const projects = await survey.upstreams.gitlab().projectsWithTopic(
      {
        topic: 'runway',
        idAfter: typeof cursor === 'number' ? cursor : undefined,
        limit: PAGES * PAGE,
      },
      { signal: survey.signal },
    );
    return {
      found: marked(projects, this.instance),
      cursor:
        projects.length === PAGES * PAGE ? projects.at(-1)!.id : undefined,
    };
  }
}

function marked(projects: GitLabProject[], instance: string): MarkedThing[] {
  return projects.flatMap(project => {
    const runId = project.topics
      .map(topic => TOPIC.exec(topic)?.[1])
      .find(Boolean);
    return runId && !project.markedForDeletionOn
      ? [
          {
            kind: 'gitlab-project' as const,
            system: 'gitlab' as const,
            instance,
            key: project.pathWithNamespace,
            runId,
            url: project.webUrl,
            details: { projectId: project.id, webUrl: project.webUrl },
          },
        ]
      : [];
  });
}
