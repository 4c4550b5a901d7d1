import type { ArgoCdSystem } from '../argocd/ArgoCd';
import type { SandboxContext } from '../core/SandboxContext';
import type { GitLabSystem } from '../gitlab/GitLab';
import type { KubernetesSystem } from '../kubernetes/Kubernetes';
import { fillArgoCd, fillDifference, fillTree } from './fillArgoCd';
import { fillClusters } from './fillClusters';
import { fillGitLab } from './fillGitLab';
import type { ScaleOptions } from './ScaleOptions';

/**
 * Fills the sandbox with many services that exist on paper: what lists, searches and watches show is there, nothing runs.
 * The same numbers always give the same. What was filled stays; on a later start only what is missing is added.
 */
export function fillSandbox(
  ctx: SandboxContext,
  systems: {
    gitlab: GitLabSystem;
    argocd: ArgoCdSystem;
    argocdTools: ArgoCdSystem;
    kubernetes: KubernetesSystem;
  },
  scale: ScaleOptions,
): void {
  const { gitlab, argocd, argocdTools, kubernetes } = systems;
  const options = {
    argocd,
    gitlabUrl: ctx.url('gitlab'),
    clusters: kubernetes.clusters.names(),
  };
  const kept = ctx.store.collection<number>('scale');
  const fill: Record<keyof ScaleOptions, (from: number, to: number) => void> = {
    projects: (from, to) => fillGitLab(gitlab, from, to),
    applications: (from, to) => fillArgoCd(options, from, to),
    tools: (from, to) =>
      fillArgoCd({ ...options, argocd: argocdTools }, from, to),
    objects: (from, to) => fillClusters(kubernetes, from, to),
    tree: (from, to) => fillTree(options, from, to),
    difference: (from, to) => fillDifference(options, from, to),
  };
  ctx.store.transaction(() => {
    for (const [name, add] of Object.entries(fill)) {
      const from = kept.get(name) ?? 0;
      const to = Math.max(from, scale[name as keyof ScaleOptions] ?? 0);
      if (to > from) {
        add(from, to);
        kept.set(name, to);
      }
    }
  });
}
