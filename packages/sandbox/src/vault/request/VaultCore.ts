import { randomUUID } from 'node:crypto';
import type { PolicyStore } from '../policy/PolicyStore';
import type { MountTable } from '../system/MountTable';
import type { TokenEntry, TokenStore } from '../tokens/TokenStore';
import type { AuditLog } from './AuditLog';
import { RequestFields } from './RequestFields';
import { multiError, permissionDenied, VaultError } from './VaultError';
import type { Operation, VaultAnswer, VaultRoute } from './VaultRoute';

export interface VaultRequest {
  /** Every write arrives as `update`; the route decides whether it creates. */
  operation: Exclude<Operation, 'create'>;
  /** Without `/v1/`; a list ends with a slash. */
  path: string;
  data: Record<string, unknown>;
  /** A token's id, or a token that isn't kept. */
  token?: string | TokenEntry;
}

/** An answer with its request's id. */
export interface VaultReply extends VaultAnswer {
  requestId: string;
  status: number;
}

/** The routes of a mount, by its type. */
export interface Backends {
  secrets: Record<string, (mountPath: string) => VaultRoute[]>;
  auth: Record<string, (mountPath: string) => VaultRoute[]>;
}

interface Target {
  route?: VaultRoute;
  params: Record<string, string>;
  mounted: boolean;
}

/** Takes a request from token and policies to its handler, and writes the audit log. */
export class VaultCore {
  sealed = false;
  readonly #routes = new Map<string, VaultRoute[]>();

  constructor(
    private readonly parts: {
      tokens: TokenStore;
      policies: PolicyStore;
      mounts: MountTable;
      authMounts: MountTable;
      audit: AuditLog;
      backends: Backends;
    },
  ) {}

  /** @throws VaultError when refused */
  handle(request: VaultRequest): VaultReply {
    const requestId = randomUUID();
    const audited = {
      time: new Date().toISOString(),
      requestId,
      operation: request.operation as Operation,
      path: request.path,
    };
    const log = (status: number, token?: TokenEntry) =>
      this.parts.audit.add({
        ...audited,
        status,
        accessor: token?.accessor,
        displayName: token?.displayName,
        policies: token?.policies,
      });
    let token: TokenEntry | undefined;
    try {
      const target = this.#target(request.path);
      if (this.sealed && !target.route?.open) {
        throw new VaultError(503, ['Vault is sealed']);
      }
      if (!target.route?.open) {
        token = this.#authenticate(request.token);
      }
      const answer = this.#answer(request, target, token, audited);
      log(answer.status, token);
      return { ...answer, requestId };
    } catch (error) {
      log(error instanceof VaultError ? error.status : 500, token);
      throw error;
    }
  }

  #answer(
    request: VaultRequest,
    { route, params, mounted }: Target,
    token: TokenEntry | undefined,
    audited: { operation: Operation },
  ): VaultAnswer & { status: number } {
    const operation: Operation =
      request.operation === 'update' && route?.exists?.(params) === false
        ? 'create'
        : request.operation;
    audited.operation = operation;

    let isSudo = false;
    const use = token && this.parts.tokens.use(token);
    try {
      if (token) {
        const control = this.parts.policies.accessControl(token.policies);
        const question = { operation, path: request.path, data: request.data };
        if (!control.allows({ ...question, sudo: route?.sudo })) {
          throw permissionDenied();
        }
        isSudo = control.allows({ ...question, sudo: true });
      }
      if (!mounted) {
        throw new VaultError(404, [
          `no handler for route "${request.path}". route entry not found.`,
        ]);
      }
      if (!route) {
        throw multiError(404, 'unsupported path');
      }
      const handler =
        route[
          operation === 'create' || operation === 'update' ? 'write' : operation
        ];
      if (!handler) {
        throw multiError(405, 'unsupported operation');
      }
      const answer = handler({
        operation,
        path: request.path,
        params,
        data: request.data,
        fields: new RequestFields(request.data),
        token: use?.token as TokenEntry,
        isSudo,
      });
      if (answer) {
        return { status: 200, ...answer };
      }
      if (operation === 'read' || operation === 'list') {
        throw new VaultError(404, []);
      }
      return { status: 204 };
    } finally {
      use?.afterwards();
    }
  }

  #authenticate(token: VaultRequest['token']): TokenEntry {
    if (!token) {
      throw new VaultError(403, ['permission denied']);
    }
    const entry =
      typeof token === 'string' ? this.parts.tokens.lookup(token) : token;
    if (!entry) {
      throw multiError(403, 'permission denied', 'invalid token');
    }
    return entry;
  }

  #target(path: string): Target {
    const { mounts, authMounts, backends } = this.parts;
    const isAuth = path.startsWith('auth/');
    const inside = isAuth ? path.slice('auth/'.length) : path;
    const mount = (isAuth ? authMounts : mounts).find(inside);
    if (!mount) {
      return { params: {}, mounted: false };
    }
    const key = `${isAuth ? 'auth/' : ''}${mount.path}:${mount.uuid}`;
    let routes = this.#routes.get(key);
    if (!routes) {
      const make = backends[isAuth ? 'auth' : 'secrets'][mount.type];
      routes = make ? make(mount.path) : [];
      this.#routes.set(key, routes);
    }
    const rest = inside.slice(mount.path.length);
    for (const route of routes) {
      const match = route.pattern.exec(rest);
      if (match) {
        return { route, params: { ...match.groups }, mounted: true };
      }
    }
    return { params: {}, mounted: true };
  }
}
