/** What every token may do with itself, as in a new Vault. */
export const DEFAULT_POLICY = `# What every token may do with itself.
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
path "sys/internal/ui/mounts/*" { capabilities = ["read"] }
`;

/**
 * The policy of the portal's token: it writes secrets but can't read their values, and manages the policies and roles
 * of services, never its own.
 *
 * @param teams - name prefixes of the policies and roles that it manages; all names when left out
 */
export function portalPolicy(teams?: string[]): string {
  const names = teams ? teams.map(team => `${team}-*`) : ['*'];
  const manage = '["create", "read", "update", "delete"]';
  return [
    '# The portal: writes secrets without reading them, manages the policies and roles of the services.',
    'path "secret/data/*" { capabilities = ["create", "update"] }',
    'path "secret/metadata/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }',
    'path "secret/delete/*" { capabilities = ["update"] }',
    'path "secret/undelete/*" { capabilities = ["update"] }',
    'path "secret/subkeys/*" { capabilities = ["read"] }',
    'path "secret/config" { capabilities = ["read"] }',
    'path "sys/mounts" { capabilities = ["read"] }',
    'path "sys/auth" { capabilities = ["read"] }',
    'path "sys/policies/acl" { capabilities = ["list"] }',
    ...names.map(
      name => `path "sys/policies/acl/${name}" { capabilities = ${manage} }`,
    ),
    'path "sys/policies/acl/default" { capabilities = ["read"] }',
    'path "sys/policies/acl/runway-portal" { capabilities = ["read"] }',
    'path "auth/+/config" { capabilities = ["read"] }',
    'path "auth/+/role" { capabilities = ["list"] }',
    ...names.map(
      name => `path "auth/+/role/${name}" { capabilities = ${manage} }`,
    ),
    '',
  ].join('\n');
}
