import { ApplicationRecord } from '../feed/ApplicationIndex';
import { labelMarks, parseLabelSelector } from './labelSelector';

/** Which applications the annotations of an entity describe. */
export interface AnnotationMatcher {
  matches(record: ApplicationRecord): boolean;
  /**
   * What no match is without: one of these of {@link marksOf}. Undefined when any application may match. Lets thousands of
   * matchers be looked up instead of asked one by one.
   */
  marks?: string[];
}

/**
 * Reads the annotations `argocd/app-name`, `argocd/app-selector` and `argocd/project-name`, which hold together, of the
 * instances `argocd/instance-name` and the namespaces `argocd/app-namespace` if these are given. Names may be several,
 * separated by commas. A selector that can't be read matches nothing.
 *
 * @returns undefined when they describe no applications
 */
export function readAnnotations(
  annotations: Record<string, string>,
): AnnotationMatcher | undefined {
  const names = listOf(annotations['argocd/app-name']);
  const projects = listOf(annotations['argocd/project-name']);
  const text = annotations['argocd/app-selector'];
  const selector = text ? parseLabelSelector(text) : undefined;
  if (text ? !selector : !names && !projects) {
    return undefined;
  }
  const instances = listOf(annotations['argocd/instance-name']);
  const namespaces = listOf(annotations['argocd/app-namespace']);
  return {
    matches: ({ summary, labels }) =>
      (names?.has(summary.name) ?? true) &&
      (projects?.has(summary.project) ?? true) &&
      (instances?.has(summary.instance) ?? true) &&
      (namespaces?.has(summary.namespace) ?? true) &&
      (selector?.matches(labels) ?? true),
    marks:
      marked('name', names) ??
      marked('label', selector?.marks) ??
      marked('project', projects),
  };
}

/** What matchers may look for in an application. */
export function marksOf({ summary, labels }: ApplicationRecord): string[] {
  return [
    ...marked('name', [summary.name])!,
    ...marked('project', [summary.project])!,
    ...marked('label', labelMarks(labels))!,
  ];
}

function marked(kind: string, values: Iterable<string> | undefined) {
  return values && Array.from(values, value => `${kind} ${value}`);
}

function listOf(text: string | undefined): Set<string> | undefined {
  const parts = text
    ?.split(',')
    .map(part => part.trim())
    .filter(Boolean);
  return parts?.length ? new Set(parts) : undefined;
}
