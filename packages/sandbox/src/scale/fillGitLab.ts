import { stringify } from 'yaml';
import type { GitLabSystem } from '../gitlab/GitLab';
import { scaleService, type ScaleService } from './ScaleService';

const AUTHOR = { name: 'Administrator', email: 'root@aerq.example' };

/** Makes the projects from `from` to below `to`; their repositories are written once somebody touches them. */
export function fillGitLab(
  { admin }: GitLabSystem,
  from: number,
  to: number,
): void {
  if (from < to && !admin.findUser('root')) {
    admin.createUser({ username: 'root', ...AUTHOR, admin: true });
  }
  for (let index = from; index < to; index++) {
    const service = scaleService(index);
    if (!admin.findGroup(service.team)) {
      admin.createGroup({ path: service.team, visibility: 'internal' });
    }
    admin.deferProject(
      {
        path: `${service.team}/${service.name}`,
        description: `Service ${index} of many`,
        topics: ['scale'],
        creator: 'root',
      },
      {
        branch: 'main',
        message: 'Begin',
        author: AUTHOR,
        date: service.createdAt,
        files: {
          'README.md': `# ${service.name}\n`,
          'catalog-info.yaml': catalogInfo(service),
        },
      },
    );
  }
}

function catalogInfo({ name, team }: ScaleService): string {
  return stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'gitlab.com/project-slug': `${team}/${name}`,
        'runway.aerq.io/service': name,
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: `group:${team}` },
  });
}
