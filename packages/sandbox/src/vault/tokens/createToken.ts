import type { PolicyStore } from '../policy/PolicyStore';
import { invalidRequest } from '../request/VaultError';
import type { VaultAnswer, VaultCall } from '../request/VaultRoute';
import { describeAuth } from './describeToken';
import { MAX_TTL_SECONDS, type TokenStore } from './TokenStore';

/**
 * Issues a token on behalf of another one: never with more rights, unless that one holds `sudo` here.
 * @throws VaultError 400 when the request asks for what its token may not give
 */
export function createToken(
  { token: parent, fields, isSudo, path }: VaultCall,
  options: {
    tokens: TokenStore;
    policies: PolicyStore;
    forceOrphan: boolean;
  },
): VaultAnswer {
  const requireSudo = (wanted: boolean, what: string) => {
    if (wanted && !isSudo) {
      throw invalidRequest(`root or sudo privileges required to ${what}`);
    }
    return wanted;
  };
  if (parent.numUses > 0) {
    throw invalidRequest('restricted use token cannot generate child tokens');
  }
  const type = fields.string('type') ?? 'service';
  if (type !== 'service') {
    throw invalidRequest(`invalid 'token_type' value: ${type}`);
  }
  const id = fields.string('id') || undefined;
  requireSudo(id !== undefined, 'specify token id');
  const orphan =
    options.forceOrphan ||
    requireSudo(fields.boolean('no_parent') ?? false, 'create orphan token');
  const period = fields.duration('period') ?? 0;
  requireSudo(period > 0, 'create periodic token');
  const numUses = fields.integer('num_uses') ?? 0;
  if (numUses < 0) {
    throw invalidRequest('number of uses cannot be negative');
  }

  const names = grantedPolicies(parent.policies, {
    wanted: fields.strings('policies'),
    isSudo,
  });
  const isRoot = names.includes('root');
  if (isRoot) {
    names.length = 0;
    names.push('root');
  } else if (!fields.boolean('no_default_policy')) {
    names.push('default');
  }

  const explicitMaxTtl = fields.duration('explicit_max_ttl') ?? 0;
  const asked = fields.duration('ttl') ?? fields.duration('lease') ?? 0;
  if (asked < 0 || explicitMaxTtl < 0 || period < 0) {
    throw invalidRequest('ttl must be positive');
  }
  const limit = explicitMaxTtl || MAX_TTL_SECONDS;
  const ttl = isRoot && !asked ? explicitMaxTtl : period || asked || limit;
  if (isRoot && ttl === 0 && parent.ttl !== 0) {
    throw invalidRequest(
      'expiring root tokens cannot create non-expiring root tokens',
    );
  }

  const displayName = fields.string('display_name');
  const issued = options.tokens.issue({
    id,
    policies: names,
    path,
    meta: textValues(fields.map('meta')),
    displayName: displayName
      ? `token-${displayName.replace(/[^A-Za-z0-9-]+/g, '-')}`
      : 'token',
    numUses,
    parent: orphan ? undefined : parent.id,
    ttl: Math.min(ttl, limit),
    explicitMaxTtl,
    period,
    renewable: fields.boolean('renewable'),
  });
  const warnings = names
    .filter(name => options.policies.get(name) === undefined)
    .map(name => `Policy "${name}" does not exist`);
  return {
    auth: describeAuth(issued),
    warnings: warnings.length > 0 ? warnings : undefined,
  };
}

function grantedPolicies(
  held: string[],
  { wanted, isSudo }: { wanted?: string[]; isSudo: boolean },
): string[] {
  const names = wanted?.map(name => name.toLowerCase()) ?? [...held];
  const isHeldByRoot = held.includes('root');
  if (names.includes('root') && !isHeldByRoot) {
    throw invalidRequest(
      'root tokens may not be created without parent token being root',
    );
  }
  const excess = names.some(name => name !== 'default' && !held.includes(name));
  if (excess && !isSudo && !isHeldByRoot) {
    throw invalidRequest('child policies must be subset of parent');
  }
  return names;
}

function textValues(
  map?: Record<string, unknown>,
): Record<string, string> | undefined {
  return (
    map &&
    Object.fromEntries(
      Object.entries(map).map(([key, value]) => [key, String(value)]),
    )
  );
}
