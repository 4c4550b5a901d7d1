import {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
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

/** Checks who may promote and writes the audit trail; what people may see, the service behind it checks. */
export class AuthorizedPromotionService implements PromotionService {
  constructor(
    private readonly options: {
      inner: PromotionService;
      auditor: AuditorService;
      mayPromote: MayPromote;
    },
  ) {}

  async compare(
    service: string,
    query: ComparisonQuery,
    options: { credentials: BackstageCredentials },
  ) {
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

  list(service: string, options: { credentials: BackstageCredentials }) {
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
}
