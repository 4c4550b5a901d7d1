import { Comparison } from '@runway/plugin-argocd-common';
import { Proposer } from '../gitops/Proposals';

/** Text of the merge request: what comes along, and from whom. */
export function describePromotion(
  comparison: Comparison,
  by: Proposer,
): string {
  const { from, to, commits, moreCommits, warnings } = comparison;
  return [
    `Brings **${from.version}** from ${from.environment} to ${to.environment}${
      to.version ? ` instead of ${to.version}` : ', for the first time'
    }.`,
    ...(from.healthySince
      ? [`It runs well in ${from.environment} since ${from.healthySince}.`]
      : []),
    ...warnings.map(warning => `**Note:** ${warning}`),
    ...(commits.length
      ? [
          [
            'Commits:',
            '',
            ...commits.map(
              ({ id, title, author, url }) =>
                `- [${id.slice(0, 8)}](${url}) ${inline(title)} (${inline(
                  author,
                )})`,
            ),
            ...(moreCommits ? ['- and more'] : []),
          ].join('\n'),
        ]
      : []),
    `Asked for by ${inline(by.name)} (\`${by.ref}\`) in Runway.`,
  ].join('\n\n');
}

/** Text of others shows as text: GitLab acts on lines that begin with `/`, and on Markdown. */
const inline = (text: string) =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#+!|~@/]/g, '\\$&');
