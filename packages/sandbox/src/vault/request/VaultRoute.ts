import type { TokenEntry } from '../tokens/TokenStore';
import type { RequestFields } from './RequestFields';

/** What a request does to its path; each one needs the capability of the same name. */
export type Operation =
  | 'create'
  | 'read'
  | 'update'
  | 'patch'
  | 'delete'
  | 'list';

/** The `auth` part of an answer: a token that was issued or renewed. */
export interface VaultAuth {
  client_token: string;
  accessor: string;
  policies: string[];
  token_policies: string[];
  metadata: Record<string, string> | null;
  lease_duration: number;
  renewable: boolean;
  entity_id: string;
  token_type: string;
  orphan: boolean;
  mfa_requirement: null;
  num_uses: number;
}

/** What a handler answers; nothing means 204 after a change and 404 after a read. */
export interface VaultAnswer {
  /** 200 by default. */
  status?: number;
  data?: Record<string, unknown>;
  auth?: VaultAuth;
  warnings?: string[];
  /** Answered as it is, without Vault's envelope. */
  raw?: unknown;
}

export interface VaultCall {
  operation: Operation;
  /** Without `/v1/`. */
  path: string;
  /** Named groups of the route's pattern. */
  params: Record<string, string>;
  /** Body, or query of a read. */
  data: Record<string, unknown>;
  fields: RequestFields;
  /** Always there, except on routes that need none. */
  token: TokenEntry;
  /** The token holds the `sudo` capability on this path. */
  isSudo: boolean;
}

type Handler = (call: VaultCall) => VaultAnswer | void;

/** The operations of one path of a mount. */
export interface VaultRoute {
  /** Matched against the path below the mount. */
  pattern: RegExp;
  /** Answers without a token. */
  open?: boolean;
  /** Vault protects this path: the token needs `sudo` on it. */
  sudo?: boolean;
  /** Tells `create` from `update`; without it every write is an update. */
  exists?(params: Record<string, string>): boolean;
  read?: Handler;
  write?: Handler;
  patch?: Handler;
  delete?: Handler;
  list?: Handler;
}

/** Answers a list, or 404 when it is empty, as Vault does. */
export function listAnswer(keys: string[]): VaultAnswer | void {
  return keys.length > 0 ? { data: { keys } } : undefined;
}
