import { ApplicationRef, SourceStatus } from '@runway/plugin-argocd-common';
import {
  ApplicationChange,
  ApplicationIndex,
  ApplicationRecord,
} from '../feed/ApplicationIndex';

/** An index that holds what a test puts into it. */
export class FixedIndex implements ApplicationIndex {
  readonly #records = new Map<string, ApplicationRecord>();
  readonly #listeners = new Set<(change: ApplicationChange) => void>();

  put(record: ApplicationRecord) {
    this.#records.set(keyOf(record.summary), record);
    this.#listeners.forEach(listener => listener({ type: 'changed', record }));
  }

  get(ref: ApplicationRef) {
    return this.#records.get(keyOf(ref));
  }

  ofService(service: string) {
    return [...this.#records.values()].filter(
      ({ summary }) => summary.service === service,
    );
  }

  all() {
    return this.#records.values();
  }

  sources(): SourceStatus[] {
    return [{ name: 'main', state: 'ok', ageSeconds: 0 }];
  }

  knows() {
    return true;
  }

  subscribe(listener: (change: ApplicationChange) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async waitFor(
    ref: ApplicationRef,
    wanted: (record: ApplicationRecord | undefined) => boolean,
  ) {
    const record = this.get(ref);
    return wanted(record) ? record : undefined;
  }
}

/** A healthy, synced application of a service. */
export function newRecord(
  service: string,
  environment: string,
  overrides: {
    summary?: Partial<ApplicationRecord['summary']>;
    history?: ApplicationRecord['history'];
  } = {},
): ApplicationRecord {
  return {
    summary: {
      instance: 'main',
      namespace: 'argocd',
      name: `${service}-${environment}`,
      project: 'booking',
      service,
      environment,
      team: 'booking',
      cluster: environment,
      destinationNamespace: `booking-${environment}`,
      sync: 'Synced',
      health: 'Healthy',
      autoSync: true,
      ...overrides.summary,
    },
    uid: `${service}-${environment}`,
    resourceVersion: '1',
    labels: { 'runway.aerq.io/team': 'booking' },
    annotations: {},
    gitSources: [],
    images: [],
    history: overrides.history ?? [],
    operationInfo: {},
  };
}

const keyOf = ({ instance, namespace, name }: ApplicationRef) =>
  `${instance}/${namespace}/${name}`;
