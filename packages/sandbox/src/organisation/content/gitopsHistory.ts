import { PEOPLE, personOf } from '../data/people';
import type { Service } from '../data/services';
import { ENVIRONMENTS, TEAMS, type Team } from '../data/teams';
import {
  serviceGitopsFiles,
  tenantFiles,
  type GitopsOptions,
  type ImageTags,
} from './gitopsFiles';
import type { PlannedCommit } from './serviceHistory';

const DAY = 24 * 3600 * 1000;

/** A service and the ids of its commits, oldest first. */
export interface BuiltService {
  service: Service;
  commits: string[];
}

/**
 * How `platform/gitops` came to be: the platform team laid it out, the teams added their services, and what runs today
 * was deployed and promoted in the last days.
 */
export function gitopsHistory(
  built: BuiltService[],
  options: GitopsOptions & { base: Date; tenants: Team[] },
): PlannedCommit[] {
  const ago = (days: number) =>
    new Date(options.base.getTime() - days * DAY - 3 * 3600 * 1000);
  const commits: PlannedCommit[] = [
    {
      author: personOf('priya.nair'),
      date: ago(66),
      message: 'Lay out the environments',
      files: {
        'README.md': README,
        ...Object.fromEntries(
          ENVIRONMENTS.map(environment => [
            `environments/${environment}/applications/.gitkeep`,
            '',
          ]),
        ),
      },
    },
    {
      author: personOf('lars.eriksen'),
      date: ago(65),
      message: 'Give the teams their namespaces',
      files: Object.assign(
        {},
        ...options.tenants.map(team => tenantFiles(team, options)),
      ),
    },
  ];
  for (const phase of ['first', 'today'] as const) {
    TEAMS.forEach((team, index) => {
      const own = built.filter(
        ({ service }) => service.team === team.name && service.upTo,
      );
      if (own.length > 0) {
        commits.push({
          author: leadOf(team),
          date: ago(
            phase === 'first' ? 30 - index : (TEAMS.length - index) / 8,
          ),
          message:
            phase === 'first'
              ? `Add the services of team ${team.name}`
              : `Deploy and promote what team ${team.name} has tested`,
          files: Object.assign(
            {},
            ...own.map(each =>
              serviceGitopsFiles(
                each.service,
                phase === 'first'
                  ? { dev: shortId(each.commits[1]) }
                  : imageTags(each),
                options,
              ),
            ),
          ),
        });
      }
    });
  }
  return commits;
}

/** What runs where: dev has the last commit, the others lag behind. */
export function imageTags({ service, commits }: BuiltService): ImageTags {
  const lastFirst = [...commits].reverse();
  const tags: ImageTags = {};
  ENVIRONMENTS.forEach((environment, lag) => {
    if (
      service.upTo &&
      lag <= ENVIRONMENTS.indexOf(service.upTo) &&
      lastFirst[lag]
    ) {
      tags[environment] = shortId(lastFirst[lag]);
    }
  });
  return tags;
}

/** Commits whose pipelines pushed an image, as tags: all but the first, and but what was to go wrong. */
export function builtTags({ service, commits }: BuiltService): string[] {
  const isMissing = service.trouble?.kind === 'missing-image';
  return commits
    .slice(1, isMissing ? commits.length - 1 : undefined)
    .map(shortId);
}

export function shortId(commit: string): string {
  return commit.slice(0, 8);
}

function leadOf(team: Team) {
  return (
    PEOPLE.find(
      person => person.team === team.name && /lead/i.test(person.title),
    ) ??
    PEOPLE.find(
      person =>
        person.team === team.name && /senior|platform/i.test(person.title),
    ) ??
    personOf('priya.nair')
  );
}

const README = `# GitOps

What runs in the clusters of AERQ. Argo CD follows the branch \`main\`.

| Path | What |
| --- | --- |
| \`environments/<env>/applications/\` | what an environment runs |
| \`tenants/<team>/<env>.yaml\` | limits and access of a team |
| \`services/<team>/<service>/\` | values of a service, for all environments and for one |
`;
