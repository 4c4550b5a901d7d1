import type { Upstreams } from '@runway/integrations';
import { parseEntityRef } from '@backstage/catalog-model';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  Run,
  RunListQuery,
  RunStatus,
  StartRun,
  TemplateValues,
} from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import type { RunStore, StoredRun } from '../database/RunStore';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { servicesOfTeam, tenantName } from '../operations/tenants';
import type { RunTelemetry } from '../telemetry/RunTelemetry';
import type { Templates } from '../template/Templates';
import { LEASE_MS } from '../worker/LeaseKeeper';
import type { UndoWorker } from '../worker/UndoWorker';
import { explainWork } from './explainWork';
import type { People } from './People';
import type { PreflightChecks } from './Preflight';
import type { Previewer } from './Previewer';
import type { PersonOptions, ProvisioningService } from './ProvisioningService';
import type { RunMonitor } from './RunMonitor';
import { type RunSubject, subjectOf } from './runRequest';
import type { TaskRunner } from './TaskRunner';
import { isGoing } from './TaskStates';
import { ACTIVE, toRun, toSummary } from './toRunDto';

const UNDOABLE: RunStatus[] = [
  'starting',
  'running',
  'failed',
  'succeeded',
  'undo-failed',
];

/** How long an undo may wait for the answer whether somebody works with what would go. */
const UNDO_CHECK_MS = 10_000;

/** Everything but authorization, which is {@link AuthorizedProvisioningService}'s. */
export class DefaultProvisioningService implements ProvisioningService {
  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      templates: Templates;
      people: People;
      preflight: PreflightChecks;
      previewer: Previewer;
      tasks: TaskRunner;
      monitor: RunMonitor;
      undo: UndoWorker;
      telemetry: RunTelemetry;
      requests: DatabaseRequestStore;
      /** Entity refs of the groups that approve infrastructure. */
      approvers: string[];
      /** Why a run can't be retried or undone any more: its service is being changed, or was. */
      explainChange(runId: string): Promise<string | undefined>;
    },
  ) {}

  async preflight(request: TemplateValues, { credentials }: PersonOptions) {
    const template = await this.options.templates.get(
      request.templateRef,
      credentials,
    );
    return this.options.preflight.run(
      subjectOf(request, template.type),
      template.steps,
      credentials,
    );
  }

  async preview(request: TemplateValues, { credentials }: PersonOptions) {
    const [template, requester] = await Promise.all([
      this.options.templates.get(request.templateRef, credentials),
      this.options.people.get(credentials),
    ]);
    const subject = subjectOf(request, template.type);
    template.validate(subject.values);
    return this.options.previewer.preview(template, {
      ...subject,
      id: 'made-when-you-press-create',
      requester,
      templateBaseUrl: template.baseUrl,
    });
  }

  async start(request: StartRun, options: PersonOptions): Promise<Run> {
    const { credentials } = options;
    const { store, tasks, preflight, telemetry } = this.options;
    const [template, requester] = await Promise.all([
      this.options.templates.get(request.templateRef, credentials),
      this.options.people.get(credentials),
    ]);
    const subject = subjectOf(request, template.type);
    template.validate(subject.values);
    const { run, created } = await store.create({
      ...subject,
      id: randomUUID(),
      requestId: request.requestId,
      templateRef: template.ref,
      templateTitle: template.title,
      requestedBy: requester.ref,
      requesterName: requester.name,
      requesterEmail: requester.email,
    });
    if (created) {
      try {
        await telemetry.start(run, async () => {
          const found = await preflight.run(
            subject,
            template.steps,
            credentials,
          );
          this.#check(found, subject);
          const taskId = await tasks.start({
            templateRef: template.ref,
            values: subject.values,
          });
          await store.bindTask(run.id, taskId);
        });
      } catch (error) {
        await this.#neverStarted(run, error);
        throw error;
      }
    }
    return this.get(run.id, options);
  }

  /** The claim is this run's own by now, so only other findings count. */
  #check(
    found: Awaited<ReturnType<PreflightChecks['run']>>,
    subject: RunSubject,
  ) {
    const failed = found.checks.filter(
      ({ status, message }) =>
        status === 'failed' &&
        message !== `Another run has the name ${subject.claim}.`,
    );
    if (failed.length > 0) {
      throw new ConflictError(
        `Nothing was made. ${failed
          .map(({ message, action }) => `${message} ${action ?? ''}`.trim())
          .join(' ')}`,
      );
    }
  }

  /** Nothing was made, so nothing is left: the name is free again at once. */
  async #neverStarted(run: StoredRun, error: unknown) {
    const message = error instanceof Error ? error.message : String(error);
    await this.options.store.transition(run.id, {
      from: ['starting'],
      to: 'undone',
      error: {
        message,
        advice: 'Nothing was made. Correct the form and press Create again.',
      },
    });
    this.options.telemetry.ended(run, 'refused', message);
    await this.options.store.releaseClaim(run.id);
    await this.options.store.record(run.id, {
      actor: 'runway',
      type: 'refused',
      message,
    });
  }

  async list(query: RunListQuery, _options: PersonOptions) {
    const { runs, total } = await this.options.store.list(query);
    const requests = await this.options.requests.ofRuns(
      runs.map(({ id }) => id),
    );
    return {
      items: runs.map(run => toSummary(run, requests.get(run.id))),
      totalItems: total,
    };
  }

  async get(id: string, _options: PersonOptions): Promise<Run> {
    const { store, monitor } = this.options;
    const found = await this.#find(id);
    const state = await monitor.settle(found);
    const [run, resources, events, change, request] = await Promise.all([
      ACTIVE.includes(found.status) ? this.#find(id) : found,
      store.resources(id),
      store.events(id),
      this.options.explainChange(id),
      this.options.requests.ofRun(id),
    ]);
    return toRun(run, {
      steps: state?.steps ?? [],
      resources,
      events,
      request,
      approvers: this.options.approvers,
      can: {
        retry: !change && run.status === 'failed',
        undo: !change && UNDOABLE.includes(run.status),
        reason: change,
      },
    });
  }

  async log(
    id: string,
    { after }: { after?: number },
    _options: PersonOptions,
  ) {
    const { taskId } = await this.#find(id);
    return { lines: taskId ? await this.options.tasks.log(taskId, after) : [] };
  }

  async retry(id: string, options: PersonOptions): Promise<Run> {
    const { store } = this.options;
    const { credentials } = options;
    const run = await this.#find(id);
    await this.#requireNoChange(id);
    // Held until the task goes on: till then the task still says that it has failed.
    const lease = await store.acquireLease(id, {
      holder: `retry-${randomUUID()}`,
      ttlMs: LEASE_MS,
      status: ['failed'],
    });
    if (!lease) {
      throw new ConflictError(
        `The run is ${run.status}: only a failed run that nobody works on can be retried.`,
      );
    }
    try {
      await this.#goOn(run, credentials.principal.userEntityRef);
    } finally {
      await store.releaseLease(lease);
    }
    return this.get(id, options);
  }

  async #goOn(run: StoredRun, actor: string) {
    const { id } = run;
    const { store, tasks } = this.options;
    await store.transition(id, {
      from: ['failed'],
      to: 'running',
      error: null,
    });
    await store.record(id, {
      actor,
      type: 'retried',
      message: 'Pressed Retry',
    });
    try {
      const state = run.taskId && (await tasks.state(run.taskId));
      if (run.taskId && state && !isGoing(state)) {
        await tasks.retry(run.taskId);
      } else {
        // Steps may be repeated: a new task finds what the one that is lost has made.
        const { templateRef, values } = run;
        await store.bindTask(id, await tasks.start({ templateRef, values }));
      }
    } catch (error) {
      await store.transition(id, {
        from: ['running'],
        to: 'failed',
        error: run.error,
      });
      throw error;
    }
  }

  async undo(id: string, options: PersonOptions): Promise<Run> {
    const { store } = this.options;
    await this.#requireNoChange(id);
    const found = await this.#find(id);
    await this.#requireEmptyTenant(found);
    await this.#requireNoWork(found);
    const won = await store.transition(id, {
      from: UNDOABLE,
      to: 'undoing',
      takeOver: true,
      error: null,
    });
    const run = await this.#find(id);
    if (won) {
      await store.record(id, {
        actor: options.credentials.principal.userEntityRef,
        type: 'undo-requested',
        message: 'Pressed Undo',
      });
      // Goes on in the background; whoever asks for the run sees how far it is.
      void this.options.undo.begin();
    } else if (!['undoing', 'undone'].includes(run.status)) {
      throw new ConflictError(`The run is ${run.status} and can't be undone.`);
    }
    return this.get(id, options);
  }

  async #requireNoChange(id: string) {
    const change = await this.options.explainChange(id);
    if (change) {
      throw new ConflictError(change);
    }
  }

  /** A namespace that goes takes with it what runs there. */
  async #requireEmptyTenant({ name, ownerRef }: StoredRun) {
    const team = parseEntityRef(ownerRef).name;
    if (name !== tenantName(team)) {
      return;
    }
    const services = await servicesOfTeam(this.options.upstreams, team, {
      signal: AbortSignal.timeout(UNDO_CHECK_MS),
    });
    if (services.length > 0) {
      throw new ConflictError(
        `Nothing was taken back: ${services.join(', ')} ${
          services.length === 1 ? 'lives' : 'live'
        } in the namespaces of ${team}. Decommission ${
          services.length === 1 ? 'it' : 'them'
        } first.`,
      );
    }
  }

  /** Access that goes takes the work from whoever has begun. */
  async #requireNoWork(run: StoredRun) {
    const { store, upstreams } = this.options;
    const signal = AbortSignal.timeout(UNDO_CHECK_MS);
    const problem = UNDOABLE.includes(run.status)
      ? await explainWork(run, { store, upstreams, signal })
      : undefined;
    if (problem) {
      throw new ConflictError(problem);
    }
  }

  async #find(id: string): Promise<StoredRun> {
    const run = await this.options.store.get(id);
    if (!run) {
      throw new NotFoundError(`There is no run ${id}.`);
    }
    return run;
  }
}
