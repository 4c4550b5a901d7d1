import { DefaultAuditorService } from '@backstage/backend-defaults/auditor';
import type {
  AuditorLogFunction,
  AuditorEvent,
} from '@backstage/backend-defaults/auditor';
import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
  AuthService,
  HttpAuthService,
  LoggerService,
  PluginMetadataService,
} from '@backstage/backend-plugin-api';
import { trace } from '@opentelemetry/api';
import { randomUUID } from 'node:crypto';
import type { AuditTrail } from './AuditTrail';
import type { CurrentRequest } from './CurrentRequest';
import { toAuditEntry, type ActionContext } from './toAuditEntry';

/**
 * Backstage's auditor, whose events also go to the trail, begin and end together. An event without a request gets the
 * one in whose course it happens, so that it says who asked.
 */
export class RecordingAuditor implements AuditorService {
  constructor(
    private readonly options: {
      auth: AuthService;
      httpAuth: HttpAuthService;
      logger: LoggerService;
      plugin: PluginMetadataService;
      log: AuditorLogFunction;
      trail: AuditTrail;
      currentRequest: CurrentRequest;
    },
  ) {}

  async createEvent(options: AuditorServiceCreateEventOptions) {
    const request =
      options.request ?? (await this.options.currentRequest.authenticated());
    const context: ActionContext = {
      id: randomUUID(),
      at: Date.now(),
      traceId:
        trace.getActiveSpan()?.spanContext().traceId ??
        /^00-([0-9a-f]{32})-/.exec(request?.get('traceparent') ?? '')?.[1],
    };
    let ended = false;
    // One auditor an action: its log function knows which events belong together.
    const auditor = DefaultAuditorService.create(async event => {
      await this.options.log(event);
      if (!ended) {
        ended = event.status !== 'initiated';
        this.#record(event, context);
      }
    }, this.options);
    return auditor.createEvent({ ...options, request });
  }

  #record(event: AuditorEvent, context: ActionContext) {
    try {
      this.options.trail.record(toAuditEntry(event, context, Date.now()));
    } catch (error) {
      // The audited action goes on; the log has the event.
      this.options.logger.error(
        `Audit event ${event.plugin}.${event.eventId} can't be recorded`,
        error as Error,
      );
    }
  }
}
