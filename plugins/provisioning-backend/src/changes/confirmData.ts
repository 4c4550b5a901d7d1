import type { PlannedItem } from './types';

/** By what an item is known before it is stored. */
export const itemIdOf = ({ kind, instance, key, details }: PlannedItem) =>
  typeof details.ledgerId === 'string'
    ? details.ledgerId
    : `${kind}/${instance}/${key}`;

/** Data stores go when they were confirmed one by one, in this plan or in the one that it replaces. */
export function confirmData(
  items: PlannedItem[],
  confirmed: Array<PlannedItem | string>,
): PlannedItem[] {
  const ids = new Set(confirmed.flatMap(idsOf));
  return items.map(item => {
    if (!item.data) {
      return item;
    }
    return ids.has(itemIdOf(item))
      ? { ...item, effect: 'delete', because: 'You confirmed that it goes.' }
      : { ...item, effect: 'keep' };
  });
}

function idsOf(each: PlannedItem | string): string[] {
  if (typeof each === 'string') {
    return [each];
  }
  return each.data && each.effect === 'delete' ? [itemIdOf(each)] : [];
}
