import type { ArgoCdSystem } from '../argocd/ArgoCd';
import type { AtlantisSystem } from '../atlantis/Atlantis';
import type { Clusters, SandboxContext } from '../core/SandboxContext';
import type { GitLabSystem } from '../gitlab/GitLab';
import type { VaultSystem } from '../vault/Vault';
import { LaggingServices } from './seed/LaggingServices';
import { relocate } from './seed/relocate';
import { connectAtlantis } from './seed/connectAtlantis';
import { seedArgoCd } from './seed/seedArgoCd';
import { seedNamespaces } from './seed/seedNamespaces';
import { seedPeople } from './seed/seedPeople';
import { seedPlan, type SeedSize } from './seed/SeedPlan';
import { seedRepositories } from './seed/seedRepositories';
import { configureClusters, seedVault } from './seed/seedVault';
import { SourceProjects, type Sources } from './seed/SourceProjects';

export interface SeedOptions {
  size: SeedSize;
  clusters: Clusters;
  gitlab: GitLabSystem;
  vault: VaultSystem;
  argocd: ArgoCdSystem;
  atlantis: AtlantisSystem;
  /** Without them there are no charts, pipelines and templates: nothing can be deployed. */
  sources?: Sources;
}

interface Seeded {
  size: SeedSize;
  /** ISO 8601. */
  at: string;
  /** Address of GitLab that lies in the repositories. */
  gitlabUrl: string;
}

/** What goes on in the organisation once all systems answer. */
export interface Organisation {
  start(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * Fills a new state with the sample organisation; on a later start only follows what has changed around it: the folders
 * of charts, pipelines and templates, and the port.
 */
export async function seedOrganisation(
  ctx: SandboxContext,
  options: SeedOptions,
): Promise<Organisation> {
  const { gitlab, vault, argocd, atlantis } = options;
  const kept = ctx.store.collection<Seeded>('organisation');
  const seeded = kept.get('seeded');
  const lagging = new LaggingServices(ctx, options);
  const sources =
    options.sources && new SourceProjects(ctx, gitlab, options.sources);

  if (seeded) {
    const changed = (await sources?.refresh()) ?? [];
    for (const project of changed) {
      ctx.log(`organisation: ${project} follows its folder`);
    }
    connectAtlantis(gitlab, atlantis);
    if (seeded.gitlabUrl !== ctx.url('gitlab')) {
      await relocate(ctx, gitlab, seeded.gitlabUrl);
      seedArgoCd(ctx, argocd);
      configureClusters(ctx, vault);
      kept.set('seeded', { ...seeded, gitlabUrl: ctx.url('gitlab') });
    }
    return lagging;
  }

  const base = new Date();
  const plan = seedPlan(options.size);
  seedPeople(ctx, gitlab);
  seedVault(ctx, vault, plan.services);
  await sources?.create(new Date(base.getTime() - 70 * 24 * 3600 * 1000));
  const built = await seedRepositories(ctx, gitlab, plan, {
    base,
    pin: (await sources?.pipelineVersion()) ?? 'main',
    chartsRevision: (await sources?.chartsVersion()) ?? 'main',
  });
  seedArgoCd(ctx, argocd);
  if (options.size === 'sample') {
    seedNamespaces(options.clusters);
  }
  connectAtlantis(gitlab, atlantis);
  lagging.plan(built);
  kept.set('seeded', {
    size: options.size,
    at: base.toISOString(),
    gitlabUrl: ctx.url('gitlab'),
  });
  return lagging;
}
