import { EventEmitter } from 'node:events';
import type { Application } from '../model/Application';
import { isCompleted, sourcesOf } from '../model/applicationSpec';
import type { ObjectChange } from '../stores/ObjectStore';
import type { LiveChange } from '../stores/ClusterCache';
import type { Repositories } from '../sources/Repositories';
import type { ApplicationTree } from '../model/ApplicationTree';
import { isOnPaper, paperTree } from '../model/paperApplication';
import type { Comparison } from './Comparison';
import type { ControllerSystems } from './ControllerSystems';
import { finalizeDeletion } from './finalizeDeletion';
import { OperationProcessor } from './OperationProcessor';
import { PushWatcher } from './PushWatcher';
import { RefreshProcessor, type RefreshLevel } from './RefreshProcessor';
import { releaseProject } from './releaseProject';
import { resourceTree } from './resourceTree';
import { WorkQueue, type Priority } from './WorkQueue';
import { messageOf } from '../model/messageOf';

export interface ControllerOptions extends ControllerSystems {
  repositories: Repositories;
  log(message: string): void;
}

const levels: RefreshLevel[] = ['tree', 'live', 'full', 'hard'];

/** How often everything is compared again though nothing is known to have changed, in milliseconds. */
const reconciliationInterval = 180_000;
const clockInterval = 10_000;

export const skipReconcileAnnotation = 'argocd.argoproj.io/skip-reconcile';

/**
 * Argo CD's application controller: keeps the status of every application up to date, syncs, heals and deletes. Work is
 * done by two queues, so that a busy cluster never asks for the same work twice.
 */
export class ApplicationController {
  readonly #refreshes: WorkQueue;
  readonly #operations: WorkQueue;
  readonly #refreshProcessor: RefreshProcessor;
  readonly #operationProcessor: OperationProcessor;
  readonly #pushes: PushWatcher;
  readonly #requested = new Map<string, RefreshLevel>();
  readonly #waiters = new Map<string, Array<() => void>>();
  readonly #trees = new EventEmitter().setMaxListeners(0);
  #clock: NodeJS.Timeout | undefined;
  #isRunning = false;
  /** When the clusters were read as a whole, in case a change was missed. */
  #listedAt = Date.now();

  constructor(private readonly options: ControllerOptions) {
    this.#refreshProcessor = new RefreshProcessor(options);
    this.#operationProcessor = new OperationProcessor(options);
    this.#pushes = new PushWatcher({
      applications: options.applications,
      repositories: options.repositories,
      refresh: (name, priority) =>
        this.requestRefresh(name, 'full', { priority }),
      debounce: this.#debounce,
    });
    this.#refreshes = new WorkQueue(
      5,
      name => this.#guard('refresh', name, () => this.#refresh(name)),
      2,
    );
    this.#operations = new WorkQueue(4, name =>
      this.#guard(
        'operation',
        name,
        () => this.#operate(name),
        () =>
          this.#operations.addAfter(name, Math.max(20, 1_000 * options.pace)),
      ),
    );
    options.applications.subscribe(change => this.#applicationChanged(change));
    options.projects.subscribe(({ object }) => {
      releaseProject(options, object.metadata.name);
      for (const application of options.applications.list()) {
        if (application.spec.project === object.metadata.name) {
          this.requestRefresh(application.metadata.name, 'full', {
            priority: 'normal',
          });
        }
      }
    });
  }

  /** Compares every application and goes on with what was under way. */
  start(): void {
    this.#isRunning = true;
    for (const application of this.options.applications.list()) {
      const { name } = application.metadata;
      if (!isSkipped(application)) {
        this.requestRefresh(name, 'full', { priority: 'background' });
        this.#operations.add(name);
      }
    }
    this.#refreshes.start();
    this.#operations.start();
    this.#clock = setInterval(() => this.#tick(), clockInterval);
    this.#clock.unref();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    clearInterval(this.#clock);
    this.#pushes.stop();
    await Promise.all([this.#refreshes.stop(), this.#operations.stop()]);
    for (const waiters of this.#waiters.values()) {
      waiters.forEach(resolve => resolve());
    }
    this.#waiters.clear();
  }

  /** Applications that wait for work or are being worked on. */
  get depth(): number {
    return this.#refreshes.depth + this.#operations.depth;
  }

  /**
   * Asks for a refresh.
   * @param options.after - milliseconds in which further requests join it
   */
  requestRefresh(
    name: string,
    level: RefreshLevel,
    { after = 0, priority }: { after?: number; priority?: Priority } = {},
  ): void {
    const application = this.options.applications.get(name);
    if (application && isSkipped(application)) {
      return;
    }
    const requested = this.#requested.get(name);
    if (!requested || levels.indexOf(level) > levels.indexOf(requested)) {
      this.#requested.set(name, level);
    }
    if (after > 0) {
      this.#refreshes.addAfter(name, after);
    } else {
      this.#refreshes.add(name, priority);
    }
  }

  /** Asks Git again and resolves once the application has been compared. */
  async refresh(name: string, type: 'normal' | 'hard'): Promise<void> {
    const application = this.options.applications.get(name);
    if (!application || !this.#isRunning || isSkipped(application)) {
      return;
    }
    this.#forgetRefs(application);
    await new Promise<void>(resolve => {
      this.#waiters.set(name, [...(this.#waiters.get(name) ?? []), resolve]);
      this.requestRefresh(name, type === 'hard' ? 'hard' : 'full');
    });
  }

  /** Undefined while the application can't be compared. */
  comparison(application: Application): Promise<Comparison | undefined> {
    return this.#refreshProcessor.comparison(application);
  }

  async tree(application: Application): Promise<ApplicationTree> {
    if (isOnPaper(application)) {
      return paperTree(application);
    }
    const comparison = await this.comparison(application);
    return comparison
      ? resourceTree(
          application,
          this.options.projects.get(application.spec.project),
          comparison,
        )
      : { nodes: [] };
  }

  /** Calls the listener when the tree of an application may have changed, until the returned function is called. */
  onTreeChange(name: string, listener: () => void): () => void {
    this.#trees.on(`tree/${name}`, listener);
    return () => this.#trees.off(`tree/${name}`, listener);
  }

  /** Takes in a change of a cluster. */
  liveChanged(change: LiveChange): void {
    const { managedBy, partOf } = change;
    if (managedBy) {
      const application = this.options.applications.get(managedBy);
      if (application?.operation || application?.metadata.deletionTimestamp) {
        this.#operations.addAfter(managedBy, this.#debounce);
      }
      this.requestRefresh(managedBy, 'live', { after: this.#debounce });
    } else if (partOf) {
      this.requestRefresh(partOf, 'tree', { after: this.#debounce });
    }
  }

  /** Takes in that a branch or tag of a repository moved. */
  pushed(project: string, ref: string): void {
    this.#pushes.pushed(project, ref);
  }

  get #debounce(): number {
    return this.options.pace > 0 ? 100 : 5;
  }

  #applicationChanged({ type, object, previous }: ObjectChange<Application>) {
    const { name, deletionTimestamp } = object.metadata;
    if (type === 'DELETED') {
      this.#refreshProcessor.forget(name);
      this.options.events.forget(name);
      this.#requested.delete(name);
      this.#trees.emit(`tree/${name}`);
      releaseProject(this.options, object.spec.project);
      return;
    }
    if (isOnPaper(object)) {
      this.#trees.emit(`tree/${name}`);
    }
    const isChanged =
      previous?.metadata.generation !== object.metadata.generation;
    if (type === 'ADDED' || isChanged) {
      this.requestRefresh(name, 'full', { priority: 'normal' });
    }
    const isNewOperation = object.operation && !previous?.operation;
    const isTerminating =
      object.status.operationState?.phase === 'Terminating' &&
      previous?.status.operationState?.phase !== 'Terminating';
    const isLeaving =
      deletionTimestamp && !previous?.metadata.deletionTimestamp;
    if ((isNewOperation || isTerminating || isLeaving) && !isSkipped(object)) {
      this.#operations.add(name);
    }
  }

  async #refresh(name: string) {
    const level = this.#requested.get(name);
    if (!level) {
      return;
    }
    this.#requested.delete(name);
    const waiters = this.#waiters.get(name) ?? [];
    this.#waiters.delete(name);
    try {
      const again = await this.#refreshProcessor.process(name, level);
      if (again !== undefined) {
        this.requestRefresh(name, 'live', { after: Math.max(1, again) });
      }
    } finally {
      waiters.forEach(resolve => resolve());
      this.#trees.emit(`tree/${name}`);
    }
  }

  async #operate(name: string) {
    const application = this.options.applications.get(name);
    if (application?.operation) {
      const again = await this.#operationProcessor.process(application);
      const current = this.options.applications.get(name);
      if (current?.operation) {
        this.#operations.addAfter(name, again ?? 0);
      } else if (current) {
        const { operationState } = current.status;
        if (
          operationState &&
          !operationState.operation.initiatedBy?.automated
        ) {
          this.#forgetRefs(current);
        }
        if (operationState && isCompleted(operationState.phase)) {
          this.requestRefresh(name, 'full');
        }
        if (current.metadata.deletionTimestamp) {
          this.#operations.add(name);
        }
      }
    } else if (application?.metadata.deletionTimestamp) {
      if (!finalizeDeletion(this.options, application)) {
        this.#operations.addAfter(
          name,
          Math.max(20, 1_000 * this.options.pace),
        );
      }
    }
  }

  #forgetRefs(application: Application) {
    for (const { repoURL } of sourcesOf(application.spec)) {
      this.options.repositories.find(repoURL)?.forgetRefs();
    }
  }

  #tick() {
    const now = Date.now();
    if (now - this.#listedAt > reconciliationInterval) {
      this.#listedAt = now;
      for (const cluster of this.options.clusters.caches()) {
        cluster.load().forEach(change => this.liveChanged(change));
      }
    }
    for (const application of this.options.applications.list()) {
      const { reconciledAt } = application.status;
      if (
        !reconciledAt ||
        now - Date.parse(reconciledAt) > reconciliationInterval
      ) {
        this.requestRefresh(application.metadata.name, 'full', {
          priority: 'background',
        });
      }
    }
  }

  /** Logs what goes wrong; `again` sees to it that nothing is forgotten for that. */
  async #guard(
    what: string,
    name: string,
    work: () => Promise<void>,
    again?: () => void,
  ) {
    try {
      await work();
    } catch (error) {
      if (this.#isRunning) {
        this.options.log(
          `Argo CD: ${what} of application ${name} failed: ${messageOf(error)}`,
        );
        again?.();
      }
    }
  }
}

/** Whether its people have asked the controller to leave it alone: then its status stays as it is. */
function isSkipped({ metadata }: Application): boolean {
  return metadata.annotations?.[skipReconcileAnnotation] === 'true';
}
