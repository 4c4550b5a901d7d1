import type { Upstreams } from '@runway/integrations';

/** `*`, `1.x` or `1.4.x`. */
const RANGE = /^(?:\*|(\d+)\.(?:(\d+)\.)?x)$/;
/** A tag that names a release. What comes before one, such as `1.2.3-rc.1`, is none. */
const RELEASE = /^v?(\d+)\.(\d+)\.(\d+)$/;

/**
 * What a new application takes its chart from: the newest release in the configured range, or the branch or tag that is
 * configured instead of one.
 * @returns undefined when the charts repository has no such thing
 */
export async function findChartsRevision(
  { charts, gitlab: gitlabOf }: Pick<Upstreams, 'charts' | 'gitlab'>,
  options: { signal: AbortSignal },
): Promise<string | undefined> {
  const { instance, project, revision } = charts;
  const gitlab = gitlabOf(instance);
  const range = RANGE.exec(revision);
  if (range) {
    const tags = await gitlab.tags(project, {}, options);
    return newestRelease(
      tags.map(({ name }) => name),
      range.slice(1),
    );
  }
  if (await gitlab.findBranch(project, revision, options)) {
    return revision;
  }
  const tags = await gitlab.tags(project, { search: `^${revision}` }, options);
  return tags.find(({ name }) => name === revision)?.name;
}

/** What to say when {@link findChartsRevision} finds nothing. */
export function explainCharts({ charts }: Pick<Upstreams, 'charts'>): string {
  const { project, revision } = charts;
  return RANGE.test(revision)
    ? `${project} has no release${
        revision === '*' ? '' : ` ${revision}`
      }: new applications would have no chart.`
    : `${project} has no branch or tag ${revision}.`;
}

/** @param wanted - major and minor number; undefined where any will do */
function newestRelease(tags: string[], wanted: Array<string | undefined>) {
  const releases = tags.flatMap(tag => {
    const parts = RELEASE.exec(tag)?.slice(1);
    return parts && wanted.every((part, at) => !part || part === parts[at])
      ? [{ tag, parts: parts.map(Number) }]
      : [];
  });
  return releases.sort(
    ({ parts: a }, { parts: b }) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2],
  )[0]?.tag;
}
