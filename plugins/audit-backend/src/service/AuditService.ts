import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import type {
  AuditEvent,
  AuditFilter,
  AuditKinds,
  AuditList,
  AuditListQuery,
} from '@runway/plugin-audit-common';

/** Who asks. */
export interface PersonOptions {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** Reading of the audit trail. Every method throws `NotAllowedError` when the person may see nothing of it. */
export interface AuditService {
  list(query: AuditListQuery, options: PersonOptions): Promise<AuditList>;
  kinds(options: PersonOptions): Promise<AuditKinds>;
  /** Everything that matches, page by page, newest first. */
  export(
    filter: AuditFilter,
    options: PersonOptions,
  ): Promise<AsyncGenerator<AuditEvent[]>>;
}
