import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import {
  AnnotationMatcher,
  marksOf,
  readAnnotations,
} from '../lane/readAnnotations';
import { ApplicationRecord } from './ApplicationIndex';

type Candidate = AnnotationMatcher & { component: string };

/**
 * On the pages of which components an application stands: the opposite of `matchApplications`. What it costs to ask
 * doesn't grow with the number of components, save for those whose selector says only what labels must not be.
 */
export class ServicesByApplication {
  /** Names of components whose applications carry another name. */
  readonly #renamed = new Map<string, string[]>();
  readonly #byMark = new Map<string, Candidate[]>();
  readonly #unmarked: Candidate[] = [];

  /** Takes over a component of the catalog. */
  add(component: string, annotations: Record<string, string> = {}): void {
    const service = annotations[SERVICE_ANNOTATION];
    if (service && service !== component) {
      append(this.#renamed, service, component);
    }
    const matcher = readAnnotations(annotations);
    if (!matcher) {
      return;
    }
    const candidate = { ...matcher, component };
    if (!candidate.marks) {
      this.#unmarked.push(candidate);
    }
    candidate.marks?.forEach(mark => append(this.#byMark, mark, candidate));
  }

  /** Names of components, each once; that of the label also when the catalog has no such component. */
  of(record: ApplicationRecord): Set<string> {
    const { service } = record.summary;
    const found = new Set(
      service ? [service, ...(this.#renamed.get(service) ?? [])] : [],
    );
    const ask = (candidates: Candidate[]) =>
      candidates.forEach(({ matches, component }) => {
        if (matches(record)) {
          found.add(component);
        }
      });
    ask(this.#unmarked);
    if (this.#byMark.size) {
      marksOf(record).forEach(mark => ask(this.#byMark.get(mark) ?? []));
    }
    return found;
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T) {
  const there = map.get(key);
  if (there) {
    there.push(value);
  } else {
    map.set(key, [value]);
  }
}
