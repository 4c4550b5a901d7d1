import { ArgoCdResourceNode } from '@runway/integrations';
import { toResourceTree } from './toResourceTree';

const node = (
  kind: string,
  name: string,
  owner?: ArgoCdResourceNode,
  health?: string,
): ArgoCdResourceNode => ({
  kind,
  name,
  uid: `${kind}-${name}`,
  ...(owner && {
    parentRefs: [{ kind: owner.kind, name: owner.name, uid: owner.uid }],
  }),
  ...(health && { health: { status: health } }),
});

/** 10,000 pods of 100 deployments, two of them unwell. */
function bigTree(): ArgoCdResourceNode[] {
  return Array.from({ length: 100 }).flatMap((_, index) => {
    const top = node('Deployment', `d${index}`, undefined, 'Healthy');
    return [
      top,
      ...Array.from({ length: 99 }, (__, pod) =>
        node(
          'Pod',
          `d${index}-${pod}`,
          top,
          pod === 50 && index > 97 ? 'Degraded' : 'Healthy',
        ),
      ),
    ];
  });
}

describe('toResourceTree', () => {
  it('puts the unwell of 10,000 first, each with its ancestors', () => {
    const tree = toResourceTree(bigTree(), new Map(), { limit: 10 });
    expect(tree).toMatchObject({ total: 10_000, matching: 10_000 });
    expect(tree.nodes).toHaveLength(10);
    const ids = new Set(tree.nodes.map(({ id }) => id));
    expect(ids).toContain('Pod-d98-50');
    expect(ids).toContain('Pod-d99-50');
    for (const { parent } of tree.nodes) {
      expect(parent === undefined || ids.has(parent)).toBe(true);
    }
    expect(tree.counts).toEqual([
      { kind: 'Pod', total: 9_900, unwell: 2 },
      { kind: 'Deployment', total: 100, unwell: 0 },
    ]);
  });

  it('narrows by health and by text', () => {
    const unwell = toResourceTree(bigTree(), new Map(), {
      limit: 100,
      health: ['Degraded'],
    });
    expect(unwell.matching).toBe(2);
    expect(unwell.nodes).toHaveLength(4);
    const named = toResourceTree(bigTree(), new Map(), {
      limit: 100,
      q: 'D42-7',
    });
    expect(named.matching).toBe(11);
  });

  it('survives owners that are not there, and owners in a circle', () => {
    const a = node('A', 'a', node('B', 'b'));
    const b = node('B', 'b', a);
    const orphan = node('C', 'c', node('X', 'gone'));
    const tree = toResourceTree([a, b, orphan], new Map(), { limit: 10 });
    expect(tree.nodes).toHaveLength(3);
    expect(tree.nodes.find(({ kind }) => kind === 'C')?.parent).toBeUndefined();
  });
});
