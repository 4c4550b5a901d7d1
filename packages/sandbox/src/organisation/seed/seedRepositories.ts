import type { SandboxContext } from '../../core/SandboxContext';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { catalogFiles } from '../content/catalogFiles';
import {
  builtTags,
  gitopsHistory,
  type BuiltService,
} from '../content/gitopsHistory';
import { serviceHistory, type PlannedCommit } from '../content/serviceHistory';
import { personOf } from '../data/people';
import type { Service } from '../data/services';
import { gitopsAddresses, REGISTRY, type SeedPlan } from './SeedPlan';
import { CI_USER } from './seedPeople';

/** Git processes at a time. */
const CONCURRENCY = 4;

/**
 * The repositories of the services with their images, the catalog, and the GitOps repository.
 * @returns the services with the ids of their commits
 */
export async function seedRepositories(
  ctx: SandboxContext,
  gitlab: GitLabSystem,
  plan: SeedPlan,
  options: { base: Date; pin: string; chartsRevision: string },
): Promise<BuiltService[]> {
  const { admin } = gitlab;
  const built = await inParallel(plan.services, service =>
    seedService(gitlab, service, options),
  );

  await admin.createProject({
    path: 'platform/catalog',
    description: 'People, teams and systems for the software catalog',
  });
  await commitAll(gitlab, 'platform/catalog', [
    {
      author: personOf('mei.tanaka'),
      date: new Date(options.base.getTime() - 20 * 24 * 3600 * 1000),
      message: 'Describe people, teams, systems and services',
      files: catalogFiles(plan.services, options.base),
    },
  ]);

  const gitops = 'platform/gitops';
  await admin.createProject({
    path: gitops,
    description: 'What runs in the clusters',
    approvalsBeforeMerge: 1,
    committersMayApprove: false,
  });
  await commitAll(
    gitlab,
    gitops,
    gitopsHistory(built, {
      ...gitopsAddresses(ctx),
      chartsRevision: options.chartsRevision,
      base: options.base,
      tenants: plan.tenants,
    }),
  );
  admin.addMember({ project: gitops, username: CI_USER, level: 'maintainer' });
  admin.protectBranch({
    project: gitops,
    branch: 'main',
    push: 'maintainer',
    merge: 'maintainer',
  });
  return built;
}

async function seedService(
  gitlab: GitLabSystem,
  service: Service,
  options: { base: Date; pin: string },
): Promise<BuiltService> {
  const path = `${service.team}/${service.name}`;
  await gitlab.admin.createProject({
    path,
    description: service.description,
    topics: ['sample'],
  });
  const commits = await commitAll(
    gitlab,
    path,
    serviceHistory(service, { ...options, registry: REGISTRY }),
  );
  const built = { service, commits };
  for (const tag of service.upTo ? builtTags(built) : []) {
    gitlab.admin.pushImage(path, `${REGISTRY}/${path}:${tag}`);
  }
  return built;
}

function commitAll(
  gitlab: GitLabSystem,
  project: string,
  commits: PlannedCommit[],
): Promise<string[]> {
  return gitlab.admin.commit({
    project,
    commits: commits.map(({ author, date, message, files }) => ({
      message,
      author: { name: author.name, email: author.email },
      date,
      files,
    })),
  });
}

async function inParallel<T, R>(
  items: T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}
