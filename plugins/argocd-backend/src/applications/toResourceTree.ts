import { ArgoCdResourceNode } from '@runway/integrations';
import {
  ResourceTree,
  SyncStatus,
  syncStatusSchema,
  TreeNode,
  TreeQuery,
} from '@runway/plugin-argocd-common';
import {
  cut,
  healthOf,
  HEALTHS_BY_URGENCY,
  refOf,
  resourceKey,
} from './resourceFacts';

const MAX_KINDS = 50;

interface Place {
  node: ArgoCdResourceNode;
  id: string;
  parent?: string;
}

/**
 * The part of a tree that fits an answer: of what the query matches, the unwell come first, each with its ancestors.
 *
 * @param syncOf - Argo CD's word on resources that are in Git, by {@link resourceKey}
 */
export function toResourceTree(
  nodes: ArgoCdResourceNode[],
  syncOf: ReadonlyMap<string, string>,
  query: TreeQuery,
): Omit<ResourceTree, 'sources'> {
  const places = placesOf(nodes);
  const matching = [...places.values()].filter(place => matches(place, query));
  const chosen = choose(places, matching, query.limit);
  return {
    // Owners come before what they own, because Argo CD's order is kept among equals.
    nodes: [...chosen]
      .sort((a, b) => depthOf(a, places) - depthOf(b, places))
      .map(id => toNode(places.get(id)!, syncOf)),
    total: places.size,
    matching: matching.length,
    counts: countKinds(nodes),
  };
}

function placesOf(nodes: ArgoCdResourceNode[]): Map<string, Place> {
  const idOf = (node: { uid?: string } & Parameters<typeof resourceKey>[0]) =>
    node.uid || resourceKey(node);
  const ids = new Set(nodes.map(idOf));
  const byKey = new Map(nodes.map(node => [resourceKey(node), idOf(node)]));
  return new Map(
    nodes.map(node => {
      const owner = node.parentRefs?.[0];
      const id = idOf(node);
      const parent =
        owner && ids.has(idOf(owner))
          ? idOf(owner)
          : owner && byKey.get(resourceKey(owner));
      return [id, { node, id, ...(parent && parent !== id && { parent }) }];
    }),
  );
}

function matches({ node }: Place, { q, health }: TreeQuery): boolean {
  const text = q?.toLowerCase() ?? '';
  return (
    (!text ||
      node.kind.toLowerCase().includes(text) ||
      node.name.toLowerCase().includes(text)) &&
    (!health?.length ||
      (node.health !== undefined &&
        health.includes(healthOf(node.health.status))))
  );
}

function choose(
  places: Map<string, Place>,
  matching: Place[],
  limit: number,
): Set<string> {
  const chosen = new Set<string>();
  const byUrgency = [...matching].sort((a, b) => urgency(a) - urgency(b));
  for (const { id } of byUrgency) {
    if (chosen.size >= limit) {
      break;
    }
    const line = lineOf(id, places).filter(each => !chosen.has(each));
    if (chosen.size + line.length <= limit) {
      line.forEach(each => chosen.add(each));
    }
  }
  return chosen;
}

/** A node and its ancestors. */
function lineOf(id: string, places: Map<string, Place>): string[] {
  const line = new Set<string>();
  for (
    let at: string | undefined = id;
    at && !line.has(at);
    at = places.get(at)?.parent
  ) {
    line.add(at);
  }
  return [...line];
}

const depthOf = (id: string, places: Map<string, Place>) =>
  lineOf(id, places).length;

/** What has no health of its own, as a ConfigMap, needs no attention. */
const urgency = ({ node }: Place) =>
  node.health
    ? HEALTHS_BY_URGENCY.indexOf(healthOf(node.health.status))
    : HEALTHS_BY_URGENCY.length;

function toNode(
  { node, id, parent }: Place,
  syncOf: ReadonlyMap<string, string>,
): TreeNode {
  const sync: SyncStatus | undefined = syncStatusSchema
    .optional()
    .catch(undefined)
    .parse(syncOf.get(resourceKey(node)));
  return {
    ...refOf(node),
    id,
    ...(parent && { parent }),
    ...(node.health && { health: healthOf(node.health.status) }),
    ...(node.health?.message && { message: cut(node.health.message, 500) }),
    ...(sync && { sync }),
    ...(node.images?.length && { images: node.images.slice(0, 10) }),
    ...(node.createdAt && { createdAt: node.createdAt }),
    ...(node.info?.length && {
      info: node.info
        .slice(0, 10)
        .map(({ name, value }) => ({ name, value: cut(value, 200) })),
    }),
  };
}

function countKinds(nodes: ArgoCdResourceNode[]): ResourceTree['counts'] {
  const counts = new Map<string, { total: number; unwell: number }>();
  for (const { kind, health } of nodes) {
    const count = counts.get(kind) ?? { total: 0, unwell: 0 };
    count.total += 1;
    if (health && health.status !== 'Healthy') {
      count.unwell += 1;
    }
    counts.set(kind, count);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, ...count }))
    .sort((a, b) => b.unwell - a.unwell || b.total - a.total)
    .slice(0, MAX_KINDS);
}
