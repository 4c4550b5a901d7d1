import { setOwner } from './setOwner';

const FILE = `# Who we are
kind: Component
spec:
  owner: group:default/flight-ops # us
  type: service
---
kind: API
spec:
  owner: flight-ops
---
kind: Resource
spec:
  owner: group:default/data
`;

describe('setOwner', () => {
  const isFormer = (owner: string) => owner.endsWith('flight-ops');

  it('changes every owner that is the former team, and nothing else', () => {
    expect(setOwner(FILE, { isFormer, to: 'group:default/booking' })).toBe(
      FILE.replace('group:default/flight-ops', 'group:default/booking').replace(
        'owner: flight-ops',
        'owner: group:default/booking',
      ),
    );
  });

  it('says when nothing belongs to the former team', () => {
    expect(
      setOwner(FILE, { isFormer: () => false, to: 'group:default/booking' }),
    ).toBeUndefined();
  });
});
