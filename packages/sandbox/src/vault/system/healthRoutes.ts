import type { RequestFields } from '../request/RequestFields';
import { VaultError } from '../request/VaultError';
import type { VaultRoute } from '../request/VaultRoute';

export const VAULT_VERSION = '1.15.6';

/** What is asked about the server itself. */
export interface VaultStatus {
  sealed: boolean;
  clusterId: string;
  address: string;
}

/** The paths that answer without a token, and while Vault is sealed. */
export function healthRoutes(status: () => VaultStatus): VaultRoute[] {
  return [
    {
      pattern: /^health$/,
      open: true,
      read: ({ fields }) => {
        const { sealed, clusterId } = status();
        const active = statusCode(fields, 'activecode', 200);
        const code = sealed ? statusCode(fields, 'sealedcode', 503) : active;
        // Read for their validity: a Vault without replicas is never a standby.
        statusCode(fields, 'standbycode', 429);
        statusCode(fields, 'uninitcode', 501);
        return {
          status: code,
          raw: {
            initialized: true,
            sealed,
            standby: false,
            performance_standby: false,
            replication_performance_mode: 'disabled',
            replication_dr_mode: 'disabled',
            server_time_utc: Math.floor(Date.now() / 1000),
            version: VAULT_VERSION,
            ...(sealed
              ? {}
              : { cluster_name: 'runway', cluster_id: clusterId }),
          },
        };
      },
    },
    {
      pattern: /^seal-status$/,
      open: true,
      read: () => {
        const { sealed, clusterId } = status();
        return {
          raw: {
            type: 'shamir',
            initialized: true,
            sealed,
            t: 1,
            n: 1,
            progress: 0,
            nonce: '',
            version: VAULT_VERSION,
            build_date: '2024-02-28T17:07:34Z',
            migration: false,
            ...(sealed
              ? {}
              : { cluster_name: 'runway', cluster_id: clusterId }),
            recovery_seal: false,
            storage_type: 'file',
          },
        };
      },
    },
    {
      pattern: /^init$/,
      open: true,
      read: () => ({ raw: { initialized: true } }),
    },
    {
      pattern: /^leader$/,
      open: true,
      read: () => ({
        raw: {
          ha_enabled: false,
          is_self: false,
          active_time: '0001-01-01T00:00:00Z',
          leader_address: '',
          leader_cluster_address: '',
          performance_standby: false,
          performance_standby_last_remote_wal: 0,
        },
      }),
    },
  ];
}

function statusCode(
  fields: RequestFields,
  name: string,
  fallback: number,
): number {
  const text = fields.string(name);
  if (text === undefined) {
    return fallback;
  }
  const code = Number(text);
  if (!Number.isInteger(code) || code < 100 || code > 999) {
    throw new VaultError(400, []);
  }
  return code;
}
