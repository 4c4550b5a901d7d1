import type { TreeNode } from '@runway/plugin-argocd-common';

/** Each node under what made it; one whose owner isn't there stands at the top. */
export function inTreeOrder(
  nodes: TreeNode[],
): Array<{ node: TreeNode; depth: number }> {
  const known = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | undefined, TreeNode[]>();
  for (const node of nodes) {
    const parent =
      node.parent && known.has(node.parent) ? node.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const seen = new Set<string>();
  const visit = (
    parent: string | undefined,
    depth: number,
  ): Array<{ node: TreeNode; depth: number }> =>
    (children.get(parent) ?? []).flatMap(node => {
      // Owners that own each other would never end.
      if (seen.has(node.id)) {
        return [];
      }
      seen.add(node.id);
      return [{ node, depth }, ...visit(node.id, depth + 1)];
    });
  return visit(undefined, 0);
}
