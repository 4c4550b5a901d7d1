import { randomUUID } from 'node:crypto';
import type { Collection, DocumentStore } from '../../state/DocumentStore';
import type { Application } from '../model/Application';
import { timestamp } from '../model/conditions';

export interface ApplicationEvent {
  metadata: { name: string; namespace: string; uid: string };
  involvedObject: {
    apiVersion: string;
    kind: string;
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
  };
  reason: string;
  message: string;
  type: 'Normal' | 'Warning';
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  source: { component: string };
  reportingComponent: string;
  reportingInstance: string;
}

export type EventReason =
  | 'StatusRefreshed'
  | 'ResourceCreated'
  | 'ResourceUpdated'
  | 'ResourceDeleted'
  | 'OperationStarted'
  | 'OperationCompleted';

const kept = 50;

/** The latest events about each application. */
export class EventLog {
  readonly #events: Collection<ApplicationEvent[]>;

  constructor(store: DocumentStore) {
    this.#events = store.collection<ApplicationEvent[]>('argocd.events');
  }

  record(
    application: Application,
    reason: EventReason,
    message: string,
    type: 'Normal' | 'Warning' = 'Normal',
  ): void {
    const { name, namespace, uid, resourceVersion } = application.metadata;
    const now = timestamp();
    const id = randomUUID();
    const event: ApplicationEvent = {
      metadata: { name: `${name}.${id.slice(0, 16)}`, namespace, uid: id },
      involvedObject: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        name,
        namespace,
        uid,
        resourceVersion,
      },
      reason,
      message,
      type,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: 'argocd-application-controller' },
      reportingComponent: '',
      reportingInstance: '',
    };
    this.#events.set(
      name,
      [...(this.#events.get(name) ?? []), event].slice(-kept),
    );
  }

  /** Oldest first. */
  of(application: string): ApplicationEvent[] {
    return this.#events.get(application) ?? [];
  }

  forget(application: string): void {
    this.#events.delete(application);
  }
}
