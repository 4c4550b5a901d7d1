import type { JsonValue } from '@backstage/types';
import { oneLine } from '../changes/describeChange';
import type { RunFacts } from '../operations/Operation';
import { directoryOf, environmentOf } from './infrastructurePlan';

const MAX_SHOWN = 200;

/** @returns title and text of the merge request: what, for whom, how large, and what happens next */
export function describeRequest(
  facts: RunFacts,
  title: string,
): { title: string; description: string } {
  const what = `${title} ${facts.values.name} of ${
    facts.team
  } in ${environmentOf(facts)}`;
  const answers = Object.entries(facts.values)
    .filter(([name]) => !['name', 'owner', 'environment'].includes(name))
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `| ${wordsOf(name)} | ${cell(value)} |`);
  return {
    title: `Order: ${what}`,
    description: [
      `${what}, in \`${directoryOf(facts)}\`.`,
      '',
      '| Asked for | |',
      '| --- | --- |',
      ...answers,
      '',
      `Ordered by ${oneLine(facts.requester.name)} (${
        facts.requester.ref
      }) in Runway. Atlantis plans it in a comment; read the plan, then approve. Runway asks Atlantis to apply once somebody other than ${oneLine(
        facts.requester.name,
      )} has approved. Closing this merge request takes the order back.`,
      '',
      `Runway-Run: ${facts.id}`,
      '',
    ].join('\n'),
  };
}

/** `highAvailability` -> `high availability` */
const wordsOf = (name: string) =>
  name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

/** As code on one line: GitLab must not read what people wrote as mentions, links or columns. */
function cell(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${oneLine(text).replace(/[`|]/g, '').slice(0, MAX_SHOWN)}\``;
}
