import { AccessControl } from './AccessControl';
import { parsePolicy } from './Policy';

function control(...policies: string[]) {
  return new AccessControl(policies.flatMap(parsePolicy));
}

function allowed(
  access: AccessControl,
  operation: 'read' | 'list' | 'create' | 'update' | 'delete' | 'patch',
  path: string,
  data = {},
) {
  return access.allows({ operation, path, data });
}

describe('AccessControl', () => {
  it('permits nothing without a rule', () => {
    expect(allowed(control(''), 'read', 'secret/data/a')).toBe(false);
  });

  it('lets the most specific path decide alone', () => {
    const access = control(`
      path "secret/*" { capabilities = ["read", "list", "update"] }
      path "secret/data/team/*" { capabilities = ["read"] }
      path "secret/data/team/closed" { capabilities = ["deny"] }
    `);
    expect(allowed(access, 'update', 'secret/data/other')).toBe(true);
    expect(allowed(access, 'read', 'secret/data/team/open')).toBe(true);
    expect(allowed(access, 'update', 'secret/data/team/open')).toBe(false);
    expect(allowed(access, 'read', 'secret/data/team/closed')).toBe(false);
    expect(allowed(access, 'read', 'secret/data/team/closed/below')).toBe(true);
  });

  it('matches one segment with a plus', () => {
    const access = control(
      'path "secret/+/team/+/dev" { capabilities = ["read"] }',
    );
    expect(allowed(access, 'read', 'secret/data/team/a/dev')).toBe(true);
    expect(allowed(access, 'read', 'secret/data/team/a/b/dev')).toBe(false);
    expect(allowed(access, 'read', 'secret/data/team/dev')).toBe(false);
  });

  it.each([
    ['a later wildcard', 'foo/bar/+/baz', 'foo/+/bar/baz', 'foo/bar/bar/baz'],
    ['no trailing glob', 'foo/+/bar', 'foo/+/ba*', 'foo/x/bar'],
    ['a later glob', 'foo/a*', 'foo/+', 'foo/abc'],
    ['fewer wildcards', 'foo/+/x/baz', 'foo/+/+/baz', 'foo/a/x/baz'],
    ['the longer path', 'foo/+/bar/ba*', 'foo/+/bar/b*', 'foo/x/bar/baz'],
  ])('prefers %s', (_, specific, general, path) => {
    const access = control(
      `path "${general}" { capabilities = ["deny"] }
       path "${specific}" { capabilities = ["read"] }`,
    );
    expect(allowed(access, 'read', path)).toBe(true);
    const reversed = control(
      `path "${general}" { capabilities = ["read"] }
       path "${specific}" { capabilities = ["deny"] }`,
    );
    expect(allowed(reversed, 'read', path)).toBe(false);
  });

  it('unites the same path of several policies, and deny wins', () => {
    const reader = 'path "secret/data/a" { capabilities = ["read"] }';
    const writer = 'path "secret/data/a" { capabilities = ["update"] }';
    const denier = 'path "secret/data/a" { capabilities = ["deny"] }';
    expect(control(reader, writer).capabilities('secret/data/a')).toEqual([
      'read',
      'update',
    ]);
    expect(
      control(reader, denier, writer).capabilities('secret/data/a'),
    ).toEqual(['deny']);
  });

  it('lists with or without the slash at the end of the rule', () => {
    const access = control(`
      path "secret/metadata/a" { capabilities = ["list"] }
      path "secret/metadata/b/" { capabilities = ["list"] }
      path "secret/metadata/+/c" { capabilities = ["list"] }
    `);
    expect(allowed(access, 'list', 'secret/metadata/a/')).toBe(true);
    expect(allowed(access, 'list', 'secret/metadata/b/')).toBe(true);
    expect(allowed(access, 'list', 'secret/metadata/x/c/')).toBe(true);
    expect(allowed(access, 'list', 'secret/metadata/d/')).toBe(false);
  });

  it('needs sudo where Vault protects the path', () => {
    const plain = control('path "sys/auth/*" { capabilities = ["update"] }');
    const sudo = control(
      'path "sys/auth/*" { capabilities = ["update", "sudo"] }',
    );
    const question = {
      operation: 'update' as const,
      path: 'sys/auth/kubernetes',
      data: {},
      sudo: true,
    };
    expect(plain.allows(question)).toBe(false);
    expect(sudo.allows(question)).toBe(true);
  });

  it('checks parameters', () => {
    const access = control(`
      path "auth/kubernetes/role/x" {
        capabilities = ["update"]
        required_parameters = ["token_policies"]
        allowed_parameters = { "token_policies" = ["team-*"], "audience" = [] }
        denied_parameters = { "token_ttl" = [] }
      }`);
    const update = (data: object) =>
      allowed(access, 'update', 'auth/kubernetes/role/x', data);
    expect(update({ token_policies: 'team-a' })).toBe(true);
    expect(update({ token_policies: 'team-a', audience: 'x' })).toBe(true);
    expect(update({ token_policies: 'root' })).toBe(false);
    expect(update({ audience: 'x' })).toBe(false);
    expect(update({ token_policies: 'team-a', token_ttl: 1 })).toBe(false);
    expect(update({ token_policies: 'team-a', other: 1 })).toBe(false);
  });

  it('permits everything to root', () => {
    const access = new AccessControl('root');
    expect(allowed(access, 'delete', 'anything')).toBe(true);
    expect(access.capabilities('anything')).toEqual(['root']);
  });
});
