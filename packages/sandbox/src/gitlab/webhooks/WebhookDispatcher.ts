import { randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../core/SandboxContext';
import { matchesBranch } from '../access/AccessControl';
import type { GitLabUrls } from '../GitLabUrls';
import type { Hook, HookEvent, Project } from '../state/GitLabModel';
import { sourceKey, type GitLabState } from '../state/GitLabState';

const timeoutMs = 10_000;

/** Values of `X-Gitlab-Event`. */
const eventNames: Record<HookEvent, string> = {
  push_events: 'Push Hook',
  tag_push_events: 'Tag Push Hook',
  merge_requests_events: 'Merge Request Hook',
  note_events: 'Note Hook',
  pipeline_events: 'Pipeline Hook',
  job_events: 'Job Hook',
  deployment_events: 'Deployment Hook',
};

/** Sends events to the hooks of a project and its groups. A receiver that fails or hangs never holds up what caused the event. */
export class WebhookDispatcher {
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly context: SandboxContext,
    private readonly state: GitLabState,
    private readonly urls: GitLabUrls,
  ) {}

  /** Sends the payload to every hook that wants the event; returns at once. `payload` is only built when there is one. */
  dispatch(
    project: Project,
    event: HookEvent,
    payload: () => object,
    branch?: string,
  ) {
    const hooks = this.#hooksOf(project).filter(
      hook =>
        hook.events[event] &&
        (event !== 'push_events' || wantsBranch(hook, branch)),
    );
    if (hooks.length > 0) {
      const body = JSON.stringify(payload());
      for (const hook of hooks) {
        this.#track(this.#send(hook, event, body));
      }
    }
  }

  /** Sends one event now and returns the receiver's status. @throws when it can't be reached */
  async test(hook: Hook, event: HookEvent, payload: object): Promise<number> {
    const response = await this.#post(hook, event, JSON.stringify(payload));
    return response.status;
  }

  /** Gives up what is under way; resolves when nothing is. */
  async stop() {
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }

  #hooksOf(project: Project): Hook[] {
    const hooks = this.state.hooks.where(
      'source',
      sourceKey('project', project.id),
    );
    let group = this.state.groups.get(project.namespaceId);
    while (group) {
      hooks.push(
        ...this.state.hooks.where('source', sourceKey('group', group.id)),
      );
      group =
        group.parentId === null
          ? undefined
          : this.state.groups.get(group.parentId);
    }
    return hooks;
  }

  #track(delivery: Promise<void>) {
    this.#underWay.add(delivery);
    delivery.finally(() => this.#underWay.delete(delivery));
  }

  async #send(hook: Hook, event: HookEvent, body: string) {
    try {
      const response = await this.#post(hook, event, body);
      await response.body?.cancel();
      if (!response.ok) {
        this.context.log(
          `gitlab: webhook ${hook.id} was answered ${response.status}`,
        );
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        this.context.log(`gitlab: webhook ${hook.id} failed: ${error}`);
      }
    }
  }

  #post(hook: Hook, event: HookEvent, body: string) {
    return fetch(hook.url, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitLab/18.6.0-sandbox',
        'x-gitlab-instance': new URL(this.urls.base).origin,
        'x-gitlab-event': eventNames[event],
        'x-gitlab-event-uuid': randomUUID(),
        'x-gitlab-webhook-uuid': `00000000-0000-4000-8000-${String(
          hook.id,
        ).padStart(12, '0')}`,
        'idempotency-key': randomUUID(),
        ...(hook.token === null ? {} : { 'x-gitlab-token': hook.token }),
      },
      signal: AbortSignal.any([
        this.#stopping.signal,
        AbortSignal.timeout(timeoutMs),
      ]),
    });
  }
}

function wantsBranch(hook: Hook, branch: string | undefined) {
  return (
    hook.pushEventsBranchFilter === '' ||
    branch === undefined ||
    matchesBranch(hook.pushEventsBranchFilter, branch)
  );
}
