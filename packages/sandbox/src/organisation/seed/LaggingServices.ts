import { setTimeout as sleep } from 'node:timers/promises';
import type { ArgoCdSystem } from '../../argocd/ArgoCd';
import type { SandboxContext } from '../../core/SandboxContext';
import type { Collection } from '../../state/DocumentStore';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { environmentValues } from '../content/gitopsFiles';
import { shortId, type BuiltService } from '../content/gitopsHistory';
import { PEOPLE, personOf, type Person } from '../data/people';
import type { Environment } from '../data/teams';

/** A service whose team syncs by hand, and what it is to be behind with. */
interface Lag {
  service: string;
  team: string;
  environment: Environment;
  /** Image that Git asks for and nobody syncs. */
  tag: string;
}

const POLL_MILLISECONDS = 1_000;

/**
 * Lets sample services fall behind Git: once the application is there it is synced by hand, and then another image is
 * promoted in Git. Goes on after a restart until that is done.
 */
export class LaggingServices {
  readonly #open: Collection<Lag>;
  readonly #stopped = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly ctx: SandboxContext,
    private readonly systems: { gitlab: GitLabSystem; argocd: ArgoCdSystem },
  ) {
    this.#open = ctx.store.collection('organisation.lagging');
  }

  /** Remembers what of these services is to lag. */
  plan(built: BuiltService[]): void {
    for (const { service, commits } of built) {
      const { trouble } = service;
      if (trouble?.kind === 'unsynced') {
        this.#open.set(service.name, {
          service: service.name,
          team: service.team,
          environment: trouble.environment,
          tag: shortId(commits[commits.length - 1]),
        });
      }
    }
  }

  /** Begins as soon as the systems answer. */
  start(): void {
    this.#work = Promise.all(
      this.#open.values().map(lag =>
        this.#letLag(lag).catch(error => {
          if (!this.#stopped.signal.aborted) {
            this.ctx.log(`organisation: ${lag.service}: ${error.message}`);
          }
        }),
      ),
    ).then(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#work;
  }

  async #letLag(lag: Lag): Promise<void> {
    const person = memberOf(lag.team);
    const token = this.systems.argocd.createAccountToken({
      account: person.username,
      projects: [lag.team],
      expiresInSeconds: 3600,
    });
    const path = `/api/v1/applications/${lag.service}-${lag.environment}`;
    const request = async (suffix: string, init?: RequestInit) => {
      const response = await fetch(
        `${this.ctx.url('argocd')}${path}${suffix}`,
        {
          ...init,
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
          },
          signal: this.#stopped.signal,
        },
      );
      return response.ok ? ((await response.json()) as any) : undefined;
    };
    for (;;) {
      const application = await request('');
      const { sync, operationState } = application?.status ?? {};
      if (sync?.status === 'Synced') {
        break;
      }
      if (sync?.status === 'OutOfSync' && operationState?.phase !== 'Running') {
        await request('/sync', { method: 'POST', body: '{}' });
      }
      await sleep(POLL_MILLISECONDS, undefined, {
        signal: this.#stopped.signal,
      });
    }
    await this.systems.gitlab.admin.commitFiles(
      'platform/gitops',
      'main',
      {
        [`services/${lag.team}/${lag.service}/${lag.environment}.yaml`]:
          environmentValues(lag.environment, lag.tag),
      },
      `Promote ${lag.team}/${lag.service} ${lag.tag} to ${lag.environment}`,
      { name: person.name, email: person.email },
    );
    this.#open.delete(lag.service);
  }
}

function memberOf(team: string): Person {
  return (
    PEOPLE.find(person => person.team === team && /lead/i.test(person.title)) ??
    personOf('priya.nair')
  );
}
