import { AuditorService } from '@backstage/backend-plugin-api';
import { isError, NotFoundError } from '@backstage/errors';
import {
  Action,
  ActionKind,
  ActionRequest,
  ApplicationRef,
  BulkRefreshResult,
  StartAction,
} from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import {
  AccessibleApplication,
  ApplicationAccess,
} from '../applications/ApplicationAccess';
import { applicationKey } from '../applications/argoCdNames';
import { Actions } from './Actions';
import { ActionsService, PersonOptions } from './ActionsService';
import { ApplicationAuthorizer, Target } from './ApplicationAuthorizer';
import { toActionDto } from './describeAction';

const KINDS: ActionKind[] = [
  'refresh',
  'sync',
  'rollback',
  'terminate',
  'pause',
  'resume',
];

/** Refreshes at a time: each makes Argo CD render. */
const AT_ONCE = 5;

/** Lets through what the policy allows, and writes everything that is asked for into the audit trail. */
export class AuthorizedActionsService implements ActionsService {
  constructor(
    private readonly options: {
      actions: Actions;
      access: ApplicationAccess;
      authorizer: ApplicationAuthorizer;
      auditor: AuditorService;
    },
  ) {}

  async allowed(ref: ApplicationRef, options: PersonOptions) {
    const target = toTarget(await this.options.access.get(ref, options));
    const reasons = await Promise.all(
      KINDS.map(kind =>
        this.options.authorizer.whyNot(kind, [target], options),
      ),
    );
    return {
      actions: KINDS.map((kind, index) => {
        const [reason] = reasons[index];
        return { kind, allowed: !reason, ...(reason && { reason }) };
      }),
    };
  }

  async preview(
    ref: ApplicationRef,
    request: ActionRequest,
    options: PersonOptions,
  ) {
    const found = await this.options.access.get(ref, options);
    await this.options.authorizer.require(
      request.kind,
      toTarget(found),
      options,
    );
    return this.options.actions.preview(found.record, request);
  }

  async start(
    ref: ApplicationRef,
    body: StartAction,
    options: PersonOptions,
  ): Promise<Action> {
    return this.#audited(ref, body.request, body.requestId, async () => {
      const found = await this.options.access.get(ref, options);
      await this.options.authorizer.require(
        body.request.kind,
        toTarget(found),
        options,
      );
      return this.options.actions.start(
        found.record,
        body,
        options.credentials.principal.userEntityRef,
      );
    });
  }

  async get(id: string, options: PersonOptions) {
    const action = await this.options.actions.find(id);
    const isOwn = action?.by === options.credentials.principal.userEntityRef;
    // One's own action stays readable when its application is gone.
    const [found] =
      action && !isOwn
        ? await this.options.access.getAll([action.application], options)
        : [];
    if (!action || (!isOwn && !found)) {
      throw new NotFoundError(
        'There is no such action, or you may not see its application',
      );
    }
    return toActionDto(action);
  }

  async list(ref: ApplicationRef, options: PersonOptions) {
    const { record } = await this.options.access.get(ref, options);
    return this.options.actions.list(record);
  }

  async refreshAll(
    refs: ApplicationRef[],
    options: PersonOptions,
  ): Promise<BulkRefreshResult> {
    const found = await this.options.access.getAll(refs, options);
    const reasons = await this.options.authorizer.whyNot(
      'refresh',
      found.map((each, index) =>
        each ? toTarget(each) : { title: refs[index].name, owners: [] },
      ),
      options,
    );
    const results: BulkRefreshResult['results'] = [];
    let next = 0;
    const work = async () => {
      while (next < refs.length) {
        const index = next;
        next += 1;
        results[index] = {
          ...refs[index],
          ...(await this.#refresh(found[index], reasons[index], options)),
        };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { results };
  }

  async #refresh(
    found: AccessibleApplication | undefined,
    reason: string | undefined,
    { credentials }: PersonOptions,
  ): Promise<{ outcome: 'refreshed' | 'denied' | 'failed'; message?: string }> {
    if (!found) {
      return {
        outcome: 'failed',
        message: 'There is no such application, or you may not see it',
      };
    }
    if (reason) {
      return { outcome: 'denied', message: reason };
    }
    const request: ActionRequest = { kind: 'refresh', hard: false };
    const requestId = randomUUID();
    try {
      const { state, message } = await this.#audited(
        found.record.summary,
        request,
        requestId,
        () =>
          this.options.actions.start(
            found.record,
            { request, requestId },
            credentials.principal.userEntityRef,
          ),
      );
      return {
        outcome: state === 'failed' ? 'failed' : 'refreshed',
        ...(message && { message }),
      };
    } catch (error) {
      return {
        outcome: 'failed',
        message: isError(error) ? error.message : String(error),
      };
    }
  }

  async #audited<T>(
    ref: ApplicationRef,
    request: ActionRequest,
    requestId: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const event = await this.options.auditor.createEvent({
      eventId: 'application-action',
      severityLevel: request.kind === 'refresh' ? 'low' : 'medium',
      meta: {
        application: applicationKey(ref),
        kind: request.kind,
        requestId,
        ...('reason' in request && { reason: request.reason }),
        ...('dryRun' in request && { dryRun: request.dryRun }),
        ...('prune' in request && { prune: request.prune }),
        ...('historyId' in request && { historyId: request.historyId }),
      },
    });
    try {
      const result = await work();
      await event.success();
      return result;
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  }
}

/** What the policy judges by. */
export const toTarget = ({
  record,
  owners,
}: AccessibleApplication): Target => ({
  title: record.summary.name,
  owners,
  ...(record.summary.environment && {
    environment: record.summary.environment,
  }),
});
