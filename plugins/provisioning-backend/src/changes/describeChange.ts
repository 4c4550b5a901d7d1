import type { ChangeItem } from '@runway/plugin-provisioning-common';
import type { PlannedItem, StoredChange } from './types';

const EFFECTS: Record<ChangeItem['effect'], string> = {
  delete: 'Deleted',
  archive: 'Archived',
  change: 'Changed',
  move: 'Moved',
  keep: 'Kept',
};

/** What people have written, on one line: a line of its own could be read as a trailer or as a command of GitLab. */
export const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

const MERGED_HERE =
  'Once everybody has approved it, there or here, Runway merges it and does the rest. Closing this merge request cancels it.';

/**
 * Text of a change's merge request: why, who, and everything that follows from merging it.
 *
 * @param afterwards - what happens once everybody has approved
 */
export function describeChange(
  change: StoredChange,
  items: PlannedItem[],
  changeUrl: string,
  afterwards: string = MERGED_HERE,
): string {
  const lists = Object.entries(EFFECTS).flatMap(([effect, title]) => {
    const those = items.filter(item => item.effect === effect);
    return those.length > 0 ? ['', `${title}:`, '', ...those.map(line)] : [];
  });
  return [
    `> ${oneLine(change.reason)}`,
    '',
    `Asked for by ${oneLine(change.requesterName)} (${
      change.requestedBy
    }) in [Runway](${changeUrl}).`,
    afterwards,
    ...lists,
    '',
  ].join('\n');
}

const line = ({ title, key, environment, data }: PlannedItem) =>
  `- ${title}: \`${key}\`${environment ? ` (${environment})` : ''}${
    data ? ', holds data' : ''
  }`;
