import { inTreeOrder } from './inTreeOrder';

const node = (id: string, parent?: string) => ({
  id,
  parent,
  group: '',
  kind: 'Pod',
  name: id,
});
const order = (...nodes: ReturnType<typeof node>[]) =>
  inTreeOrder(nodes).map(({ node: { id }, depth }) => `${depth} ${id}`);

describe('inTreeOrder', () => {
  it('puts each node under what made it', () => {
    expect(
      order(
        node('pod', 'set'),
        node('deployment'),
        node('service'),
        node('set', 'deployment'),
      ),
    ).toEqual(['0 deployment', '1 set', '2 pod', '0 service']);
  });

  it('keeps a node whose owner was left out', () => {
    expect(order(node('pod', 'gone'))).toEqual(['0 pod']);
  });
});
