import type {
  MergeContext,
  MergeOutcome,
  StoredChange,
} from '../../changes/types';
import { pathsOf } from './removedStack';

/**
 * Brings in the second merge request, after all is destroyed: the one without the folder. Atlantis plans nothing for it.
 *
 * @throws Error when only a person can mend it
 */
export async function removeFolder(
  change: StoredChange,
  directory: string,
  context: MergeContext,
): Promise<MergeOutcome> {
  const { mergeRequests, upstreams, signal, keep } = context;
  const before = change.mergeRequest!;
  const paths = await pathsOf(directory, context);
  if (paths.length === 0) {
    if (before.after !== undefined) {
      // Merged a moment ago, or somebody has removed the folder in another way.
      await mergeRequests.close(before, signal);
    }
    return 'merged';
  }
  if (before.after === undefined) {
    const { instance, project, branch } = upstreams.infrastructure;
    const opened = await mergeRequests.open(
      change,
      {
        items: [],
        commit: {
          instance,
          project,
          branch,
          suffix: '-folder',
          title: `Remove the empty folder of ${change.name}`,
          afterwards: `What ${directory} declared is destroyed (!${before.iid}); this takes its empty folder out. Runway merges it once it is approved here.`,
          actions: paths.map(path => ({ action: 'delete' as const, path })),
        },
      },
      signal,
    );
    await keep({ ...opened, order: before.order, after: before.iid });
    return { waitsFor: `Merge request !${opened.iid}.` };
  }
  const outcome = await mergeRequests.merge(before, signal);
  if (outcome === 'closed' || outcome === 'outdated') {
    throw new Error(
      `All of it is destroyed, but merge request !${
        before.iid
      }, which takes out its empty folder, ${
        outcome === 'closed' ? 'was closed' : 'can not be merged any more'
      }. Remove ${directory} by a merge request of your own, then press Retry.`,
    );
  }
  return outcome;
}
