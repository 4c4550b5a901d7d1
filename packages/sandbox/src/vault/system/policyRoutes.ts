import type { PolicyStore } from '../policy/PolicyStore';
import { invalidRequest } from '../request/VaultError';
import type { VaultCall, VaultRoute } from '../request/VaultRoute';
import type { TokenStore } from '../tokens/TokenStore';

/**
 * `sys/policies/acl`, the older `sys/policy`, and `sys/capabilities*`.
 * @param changed - told the path that changed
 */
export function policyRoutes(options: {
  policies: PolicyStore;
  tokens: TokenStore;
  changed: (path: string) => void;
}): VaultRoute[] {
  const { policies, tokens, changed } = options;
  const list = () => {
    const keys = policies.names();
    return { data: { keys, policies: keys } };
  };
  const paths = (field: 'policy' | 'rules', prefix: string): VaultRoute[] => [
    {
      pattern: new RegExp(`^${prefix}/?$`),
      list,
      read: prefix === 'policy' ? list : undefined,
    },
    {
      pattern: new RegExp(`^${prefix}/(?<name>.+)$`),
      read: ({ params }) => {
        const name = params.name.toLowerCase();
        const text = policies.get(name);
        return text === undefined
          ? undefined
          : { data: { name, [field]: text } };
      },
      write: call => {
        const name = call.params.name.toLowerCase();
        if (name === 'root') {
          throw invalidRequest('cannot update "root" policy');
        }
        try {
          policies.set(name, policyText(call));
        } catch (error) {
          throw invalidRequest((error as Error).message);
        }
        changed(`sys/policies/acl/${name}`);
      },
      delete: ({ params }) => {
        const name = params.name.toLowerCase();
        if (name === 'root' || name === 'default') {
          throw invalidRequest(`cannot delete "${name}" policy`);
        }
        if (policies.delete(name)) {
          changed(`sys/policies/acl/${name}`);
        }
      },
    },
  ];
  const capabilities = (call: VaultCall, names: string[]) => {
    const asked = call.fields.strings('paths') ?? call.fields.strings('path');
    if (!asked?.length) {
      throw invalidRequest('paths must be supplied');
    }
    const control = policies.accessControl(names);
    const data: Record<string, unknown> = {};
    for (const path of asked) {
      data[path] = control.capabilities(path.replace(/^\/+/, ''));
    }
    if (asked.length === 1) {
      data.capabilities = data[asked[0]];
    }
    return { data };
  };

  return [
    ...paths('policy', 'policies/acl'),
    ...paths('rules', 'policy'),
    {
      pattern: /^capabilities-self$/,
      write: call => capabilities(call, call.token.policies),
    },
    {
      pattern: /^capabilities$/,
      write: call => {
        const token = tokens.lookup(call.fields.string('token') ?? '');
        if (!token) {
          throw invalidRequest('invalid token');
        }
        return capabilities(call, token.policies);
      },
    },
    {
      pattern: /^capabilities-accessor$/,
      write: call => {
        const accessor = call.fields.string('accessor') ?? '';
        const token = tokens.lookupAccessor(accessor);
        if (!token) {
          throw invalidRequest('invalid accessor');
        }
        return capabilities(call, token.policies);
      },
    },
  ];
}

/** The policy as sent: text, or text in base64. */
function policyText({ fields }: VaultCall): string {
  const text = fields.string('policy') ?? fields.string('rules');
  if (!text) {
    throw new Error("'policy' parameter not supplied or empty");
  }
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64').toString() : text;
}
