import {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  argocdApplicationReadPermission,
  ComparisonQuery,
  Promote,
  Promotion,
} from '@runway/plugin-argocd-common';
import { PromotionService } from './PromotionService';

/** Says whether somebody may bring a version of a service to an environment. */
export interface MayPromote {
  /** @throws NotAllowedError that says why and whom to ask */
  (
    target: { service: string; environment: string },
    options: { credentials: BackstageCredentials },
  ): Promise<void>;
}

/** Checks permissions and writes the audit trail around {@link PromotionService}. */
export class AuthorizedPromotionService implements PromotionService {
  constructor(
    private readonly options: {
      inner: PromotionService;
      permissions: PermissionsService;
      auditor: AuditorService;
      mayPromote: MayPromote;
    },
  ) {}

  async compare(
    service: string,
    query: ComparisonQuery,
    options: { credentials: BackstageCredentials },
  ) {
    await this.#requireRead(options.credentials);
    const comparison = await this.options.inner.compare(
      service,
      query,
      options,
    );
    const denied = await this.#whyNot(service, query.to, options.credentials);
    return comparison.blocked || !denied
      ? comparison
      : { ...comparison, blocked: denied };
  }

  async promote(
    service: string,
    body: Promote,
    options: { credentials: BackstageCredentials<BackstageUserPrincipal> },
  ): Promise<Promotion> {
    const { credentials } = options;
    const { from, to } = body;
    const event = await this.options.auditor.createEvent({
      eventId: 'promotion',
      severityLevel: 'medium',
      meta: { service, from, to },
    });
    try {
      await this.#requireRead(credentials);
      await this.options.mayPromote(
        { service, environment: to },
        { credentials },
      );
      const promotion = await this.options.inner.promote(
        service,
        body,
        options,
      );
      await event.success({
        meta: {
          version: promotion.version,
          mergeRequest: promotion.mergeRequest.url,
        },
      });
      return promotion;
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  }

  async list(service: string, options: { credentials: BackstageCredentials }) {
    await this.#requireRead(options.credentials);
    return this.options.inner.list(service, options);
  }

  async #whyNot(
    service: string,
    environment: string,
    credentials: BackstageCredentials,
  ): Promise<string | undefined> {
    try {
      await this.options.mayPromote({ service, environment }, { credentials });
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowedError) {
        return error.message;
      }
      throw error;
    }
  }

  async #requireRead(credentials: BackstageCredentials) {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: argocdApplicationReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You may not see Argo CD applications');
    }
  }
}
