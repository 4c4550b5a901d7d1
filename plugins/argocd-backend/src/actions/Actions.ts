import { randomUUID } from 'node:crypto';
import { ConflictError, InputError } from '@backstage/errors';
import { ArgoCdClient, isUpstreamError } from '@runway/integrations';
import {
  Action,
  ActionPreview,
  ActionRequest,
  StartAction,
} from '@runway/plugin-argocd-common';
import { ApplicationDetails } from '../applications/ApplicationDetails';
import {
  applicationKey,
  applicationRefOf,
  scopeOf,
} from '../applications/argoCdNames';
import { resourceKey } from '../applications/resourceFacts';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { toApplicationRecord } from '../feed/toApplicationRecord';
import { ActionFollower } from './ActionFollower';
import { ActionRunner } from './ActionRunner';
import { ActionStore, StoredAction } from './ActionStore';
import { describeOperation, toActionDto } from './describeAction';
import { GitChanges } from './GitChanges';
import { ACTION_INFO, operationMark } from './judgeAction';
import { ActionPlan, planAction } from './planAction';

/** A replica that asks Argo CD has so long before another one looks what became of it. */
const GRACE_MS = 60_000;

const NEVER_SHOWN =
  'Look at what the action would do first: its preview gives the token that this needs.';

/** Shows, starts and finds actions. Who may is the business of {@link AuthorizedActionsService}. */
export class Actions {
  constructor(
    private readonly options: {
      store: ActionStore;
      details: Pick<ApplicationDetails, 'diff'>;
      client(instance: string): ArgoCdClient;
      git: GitChanges;
      runner: ActionRunner;
      follower: ActionFollower;
      now?: () => number;
    },
  ) {}

  async preview(
    record: ApplicationRecord,
    request: ActionRequest,
  ): Promise<ActionPreview> {
    const plan = planAction(record, request);
    const { effect, method, blocked } = plan;
    const shown = { effect, method, changes: [], files: [] };
    if (blocked) {
      const { warnings, token } = plan;
      return { ...shown, warnings, blocked, token };
    }
    if (plan.gitChange) {
      const proposed = await this.options.git.preview(record, plan.gitChange);
      return {
        ...shown,
        files: proposed.files,
        warnings: [...plan.warnings, ...proposed.warnings],
        ...(proposed.blocked && { blocked: proposed.blocked }),
        token: `${plan.token}.${proposed.token}`,
      };
    }
    const { changes, warnings } = await this.#changes(record, request);
    return {
      ...shown,
      changes,
      warnings: [...plan.warnings, ...warnings],
      token: plan.token,
    };
  }

  /** @param by - user entity ref */
  async start(
    record: ApplicationRecord,
    { request, token, requestId }: StartAction,
    by: string,
  ): Promise<Action> {
    const { store, runner, follower } = this.options;
    const earlier = await store.ofRequest(requestId);
    if (earlier) {
      return toActionDto(own(earlier, by));
    }
    const plan = planAction(record, request);
    if (plan.blocked) {
      throw new ConflictError(plan.blocked);
    }
    const gitToken = checkToken(plan, request, token);
    const application = applicationRefOf(record);
    const baseline = operationMark(
      record.summary.operation?.startedAt,
      record.operationInfo[ACTION_INFO],
    );
    const now = (this.options.now ?? Date.now)();
    const { action, created } = await store.begin({
      id: randomUUID(),
      requestId,
      application,
      project: record.summary.project,
      request,
      method: plan.method,
      by,
      requestedAt: now,
      lookAt: now + GRACE_MS,
      ...(plan.exclusive !== 'none' && {
        exclusive: `${plan.exclusive}:${applicationKey(application)}`,
      }),
      ...(baseline && { baseline }),
      ...(gitToken && { gitToken }),
    });
    if (!created) {
      return toActionDto(own(action, by));
    }
    try {
      const change = await runner.ask(action, record, plan.gitChange);
      return toActionDto(await follower.changed(action, change));
    } catch (error) {
      if (isUpstreamError(error) && error.outcomeUnknown) {
        // It may be under way: the follower looks.
        const known = await store.change(action.id, {
          message: `${error.message}. Runway looks what became of it.`,
          lookAt: now,
        });
        return toActionDto(known ?? action);
      }
      const refusal = await this.#explain(error, record);
      await follower.changed(action, {
        state: 'failed',
        message: refusal.message,
      });
      throw refusal;
    }
  }

  async find(id: string): Promise<StoredAction | undefined> {
    return this.options.store.get(id);
  }

  async list(record: ApplicationRecord): Promise<Action[]> {
    const actions = await this.options.store.ofApplication(
      applicationRefOf(record),
      20,
    );
    return actions.map(toActionDto);
  }

  async #changes(
    record: ApplicationRecord,
    request: ActionRequest,
  ): Promise<Pick<ActionPreview, 'changes' | 'warnings'>> {
    if (request.kind !== 'sync') {
      return { changes: [], warnings: [] };
    }
    const selected =
      request.resources && new Set(request.resources.map(resourceKey));
    const { resources, omitted, sources } = await this.options.details.diff(
      record,
    );
    const concerned = resources.filter(
      resource => !selected || selected.has(resourceKey(resource)),
    );
    const changes = concerned.filter(
      ({ change }) => change !== 'delete' || request.prune,
    );
    const kept = concerned.length - changes.length;
    return {
      changes,
      warnings: [
        ...(kept
          ? [
              `${kept} ${
                kept === 1 ? 'resource is' : 'resources are'
              } not in Git any more and ${
                kept === 1 ? 'stays' : 'stay'
              }, because pruning is off.`,
            ]
          : []),
        ...(omitted
          ? [`${omitted} more resources differ than are shown here.`]
          : []),
        ...sources.flatMap(({ error }) => error?.message ?? []),
      ],
    };
  }

  /** Argo CD says that somebody is at it, but not who. */
  async #explain(error: unknown, record: ApplicationRecord): Promise<Error> {
    const refusal = error as Error;
    if (!/another operation is already in progress/.test(refusal.message)) {
      return refusal;
    }
    const { instance, name } = record.summary;
    const holder = await this.options
      .client(instance)
      .application(name, scopeOf(record))
      .then(application =>
        describeOperation(
          toApplicationRecord(application, {
            instance,
            teamOf: () => undefined,
          }).summary.operation,
        ),
      )
      .catch(() => undefined);
    return new ConflictError(
      holder ??
        'Somebody else began an operation here a moment ago. Look again, then decide.',
    );
  }
}

/** @returns the part of the token that the GitOps repository has given */
function checkToken(
  plan: ActionPlan,
  request: ActionRequest,
  token: string | undefined,
): string | undefined {
  if (request.kind === 'refresh') {
    return undefined;
  }
  if (!token) {
    throw new InputError(NEVER_SHOWN);
  }
  const [state, gitToken] = token.split('.');
  if (state !== plan.token || Boolean(plan.gitChange) !== Boolean(gitToken)) {
    throw new ConflictError(
      'The application has changed since you looked. Nothing was done; look at what would happen now.',
    );
  }
  return gitToken;
}

function own(action: StoredAction, by: string): StoredAction {
  if (action.by !== by) {
    throw new InputError('This requestId belongs to another request.');
  }
  return action;
}
