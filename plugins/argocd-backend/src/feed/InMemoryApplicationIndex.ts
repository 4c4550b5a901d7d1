import { ApplicationRef, SourceStatus } from '@runway/plugin-argocd-common';
import { explainFailure } from '../sources/explainFailure';
import {
  ApplicationChange,
  ApplicationIndex,
  ApplicationRecord,
} from './ApplicationIndex';

/** Soon after the start the first list may be under way: a page rather waits than shows that nothing is known. */
export const PATIENCE_MS = 2_500;

/** What is known of one instance. */
interface Instance {
  records: Map<string, ApplicationRecord>;
  listed: boolean;
  /** When what is there was last known to be current. */
  heardAt?: number;
  failure?: { error: unknown };
  /** Keys of applications that the portal's account may no longer read. */
  withheld: Set<string>;
  /** Since when there are such. */
  withheldAt?: number;
  /** Whether the first attempt to list has ended, well or not. */
  tried: boolean;
}

/** {@link ApplicationIndex} in maps. The feeds write to it, one an instance. */
export class InMemoryApplicationIndex implements ApplicationIndex {
  readonly #instances: Map<string, Instance>;
  readonly #services = new Map<string, Set<ApplicationRecord>>();
  readonly #listeners = new Set<(change: ApplicationChange) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #now: () => number;
  #version = 0;

  /** @param options.instances - names of all instances that are fed */
  constructor(options: { instances: Iterable<string>; now?: () => number }) {
    this.#now = options.now ?? Date.now;
    this.#instances = new Map(
      [...new Set(options.instances)].map(name => [
        name,
        {
          records: new Map(),
          listed: false,
          withheld: new Set(),
          tried: false,
        },
      ]),
    );
  }

  /** Grows with each change of a record: what was derived from all of them can be kept until then. */
  get version(): number {
    return this.#version;
  }

  get(ref: ApplicationRef): ApplicationRecord | undefined {
    return this.#instances.get(ref.instance)?.records.get(keyOf(ref));
  }

  ofService(service: string): ApplicationRecord[] {
    return [...(this.#services.get(service) ?? [])];
  }

  *all(): Iterable<ApplicationRecord> {
    for (const { records } of this.#instances.values()) {
      yield* records.values();
    }
  }

  ofInstance(instance: string): ApplicationRecord[] {
    return [...this.#of(instance).records.values()];
  }

  /** Number of applications of an instance. */
  count(instance: string): number {
    return this.#of(instance).records.size;
  }

  sources(): SourceStatus[] {
    return [...this.#instances.keys()].map(name => this.#statusOf(name));
  }

  knows(instance: string): boolean {
    return this.#instances.get(instance)?.listed ?? false;
  }

  subscribe(listener: (change: ApplicationChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  waitFor(
    ref: ApplicationRef,
    wanted: (record: ApplicationRecord | undefined) => boolean,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<ApplicationRecord | undefined> {
    const isWanted = () => wanted(this.get(ref));
    if (isWanted()) {
      return Promise.resolve(this.get(ref));
    }
    const key = keyOf(ref);
    return new Promise(resolve => {
      const end = (record?: ApplicationRecord) => {
        unsubscribe();
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', give);
        resolve(record);
      };
      const give = () => end();
      const timer = setTimeout(give, options.timeoutMs);
      const unsubscribe = this.subscribe(({ record }) => {
        const { summary } = record;
        if (
          summary.instance === ref.instance &&
          keyOf(summary) === key &&
          isWanted()
        ) {
          end(this.get(ref));
        }
      });
      options.signal?.addEventListener('abort', give);
      if (options.signal?.aborted) {
        give();
      }
    });
  }

  /** Waits until each instance was listed or failed once: soon after the start, what isn't there may just be under way. */
  async tried(timeoutMs: number): Promise<void> {
    const done = () => [...this.#instances.values()].every(each => each.tried);
    if (done()) {
      return;
    }
    await new Promise<void>(resolve => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => done() && end();
      const timer = setTimeout(end, timeoutMs);
      this.#waiting.add(look);
    });
  }

  /**
   * Takes over a whole list: what isn't in it is gone. The list is right, also where it seems older.
   *
   * @param withheld - known applications that aren't in the list because the portal may not read them any more: they stay
   */
  replace(
    instance: string,
    records: Iterable<ApplicationRecord>,
    withheld: readonly ApplicationRecord[] = [],
  ): void {
    const of = this.#of(instance);
    const gone = new Map(of.records);
    for (const record of records) {
      gone.delete(keyOf(record.summary));
      this.#put(of, record);
    }
    of.withheld = new Set(
      withheld
        .map(({ summary }) => keyOf(summary))
        .filter(key => gone.delete(key)),
    );
    of.withheldAt = of.withheld.size
      ? of.withheldAt ?? of.heardAt ?? this.#now()
      : undefined;
    gone.forEach(record => this.#remove(of, record));
    of.listed = true;
    this.heard(instance);
  }

  /** Whether the portal may no longer read this application: what is known of it grows old. */
  isWithheld(ref: ApplicationRef): boolean {
    return this.#instances.get(ref.instance)?.withheld.has(keyOf(ref)) ?? false;
  }

  /** Takes over one event. What is older than what is known changes nothing: events may overtake each other. */
  apply(change: ApplicationChange): void {
    const { record } = change;
    const of = this.#of(record.summary.instance);
    const known = of.records.get(keyOf(record.summary));
    of.heardAt = this.#now();
    of.withheld.delete(keyOf(record.summary));
    if (known && isOlder(record, known)) {
      return;
    }
    if (change.type === 'changed') {
      this.#put(of, record);
    } else if (known) {
      this.#remove(of, record);
    }
  }

  /** Puts other records in the place of some, e.g. because their team has changed. */
  update(
    change: (record: ApplicationRecord) => ApplicationRecord | undefined,
  ): void {
    for (const instance of this.#instances.values()) {
      for (const record of [...instance.records.values()]) {
        const changed = change(record);
        if (changed) {
          this.#put(instance, changed);
        }
      }
    }
  }

  /** What is known of an instance is current. */
  heard(instance: string): void {
    const of = this.#of(instance);
    of.heardAt = this.#now();
    of.failure = undefined;
    this.#attempted(of);
  }

  /** The instance can't be followed for now. */
  failed(instance: string, error: unknown): void {
    const of = this.#of(instance);
    of.failure = { error };
    this.#attempted(of);
  }

  #attempted(of: Instance) {
    of.tried = true;
    this.#waiting.forEach(look => look());
  }

  #put(of: Instance, record: ApplicationRecord) {
    const key = keyOf(record.summary);
    const known = of.records.get(key);
    if (known === record) {
      return;
    }
    if (known) {
      this.#unlink(known);
    }
    of.records.set(key, record);
    const { service } = record.summary;
    if (service) {
      const linked = this.#services.get(service) ?? new Set();
      this.#services.set(service, linked.add(record));
    }
    this.#tell({ type: 'changed', record });
  }

  #remove(of: Instance, record: ApplicationRecord) {
    const key = keyOf(record.summary);
    this.#unlink(of.records.get(key)!);
    of.records.delete(key);
    this.#tell({ type: 'deleted', record });
  }

  #unlink(record: ApplicationRecord) {
    const service = record.summary.service ?? '';
    const linked = this.#services.get(service);
    if (linked?.delete(record) && !linked.size) {
      this.#services.delete(service);
    }
  }

  #tell(change: ApplicationChange) {
    this.#version += 1;
    for (const listener of [...this.#listeners]) {
      listener(change);
    }
  }

  #of(instance: string): Instance {
    const of = this.#instances.get(instance);
    if (!of) {
      throw new Error(`Nothing feeds the applications of "${instance}"`);
    }
    return of;
  }

  #statusOf(name: string): SourceStatus {
    const of = this.#of(name);
    const { listed, failure } = of;
    const withheld = [...of.withheld].map(key => of.records.get(key)!);
    const source = `Argo CD "${name}"`;
    if (listed && !failure && !withheld.length) {
      return { name, state: 'ok', ageSeconds: 0 };
    }
    if (listed && !failure) {
      return {
        name,
        state: 'partial',
        ageSeconds: this.#secondsSince(of.withheldAt!),
        error: {
          reason: 'denied',
          message: explainWithheld(source, withheld),
        },
      };
    }
    return {
      name,
      state: listed ? 'partial' : 'failed',
      ageSeconds: listed ? this.#secondsSince(of.heardAt!) : null,
      error: of.tried
        ? explainFailure(source, failure?.error)
        : { reason: 'timeout', message: `${source} has not answered yet.` },
    };
  }

  #secondsSince(time: number): number {
    return Math.max(0, Math.round((this.#now() - time) / 1000));
  }
}

/** How many projects are named before the rest is only counted. */
const NAMED_PROJECTS = 3;

function explainWithheld(
  source: string,
  records: readonly ApplicationRecord[],
): string {
  const projects = [...new Set(records.map(({ summary }) => summary.project))]
    .sort()
    .map(project => `"${project}"`);
  const named = projects.slice(0, NAMED_PROJECTS);
  const more = projects.length - named.length;
  return [
    `${source} does not let the portal's account read`,
    projects.length === 1 ? 'project' : 'projects',
    `${named.join(', ')}${more ? ` and ${more} more` : ''} any more:`,
    records.length === 1
      ? '1 application is shown as it was.'
      : `${records.length} applications are shown as they were.`,
    'A platform engineer can grant it "applications, get".',
  ].join(' ');
}

/** Within an instance. */
const keyOf = ({ namespace, name }: Omit<ApplicationRef, 'instance'>) =>
  `${namespace}/${name}`;

/** Versions are numbers to those who have to compare them. */
function isOlder(record: ApplicationRecord, known: ApplicationRecord) {
  return (
    record.resourceVersion !== '' &&
    Number(record.resourceVersion) < Number(known.resourceVersion)
  );
}
