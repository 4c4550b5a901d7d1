import { vaultPath } from './vaultPath';

describe('vaultPath', () => {
  it('joins and encodes', () => {
    expect(vaultPath('secret', 'data', 'payments/ledger/dev')).toBe(
      'secret/data/payments/ledger/dev',
    );
    expect(vaultPath('/secret/', 'metadata', 'a/b/')).toBe(
      'secret/metadata/a/b',
    );
    expect(vaultPath('secret', 'metadata', '')).toBe('secret/metadata');
    expect(vaultPath('auth', 'kubernetes-dev', 'role', 'a?b')).toBe(
      'auth/kubernetes-dev/role/a%3Fb',
    );
  });

  it.each([
    ['secret', 'data', '../../sys/policies'],
    ['secret', 'data', 'a//b'],
    ['', 'data', 'a'],
    ['secret', 'data', 'a/./b'],
    ['secret', 'data', 'a*'],
    ['secret', 'data', 'a b'],
    ['secret', 'data', 'a\nb'],
  ])('refuses %j, %j, %j', (...parts) => {
    expect(() => vaultPath(...parts)).toThrow("can't be part of a path");
  });
});
