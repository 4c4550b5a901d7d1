import type { PlannedItem } from './types';

/** By what an item is known before it is stored. */
export const itemIdOf = ({ kind, instance, key, details }: PlannedItem) =>
  typeof details.ledgerId === 'string'
    ? details.ledgerId
    : `${kind}/${instance}/${key}`;

/** Data stores go when they were confirmed one by one, in this plan or in the one that it replaces. */
export function confirmData(
  items: PlannedItem[],
  confirmed: PlannedItem[] | string[],
): PlannedItem[] {
  const ids = new Set(
    confirmed.flatMap(each =>
      typeof each === 'string'
        ? [each]
        : each.data && each.effect === 'delete'
        ? [itemIdOf(each)]
        : [],
    ),
  );
  return items.map(item =>
    item.data
      ? ids.has(itemIdOf(item))
        ? { ...item, effect: 'delete', because: 'You confirmed that it goes.' }
        : { ...item, effect: 'keep' }
      : item,
  );
}
