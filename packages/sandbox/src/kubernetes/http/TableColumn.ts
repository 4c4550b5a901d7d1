import type { KubernetesObject } from '../../core/SandboxContext';
import { age } from './humanDuration';

/** A column of the table that `kubectl get` shows. */
export interface TableColumn {
  name: string;
  type: string;
  /** Above 0: shown by `-o wide`. */
  priority?: number;
  format?: string;
  value(object: KubernetesObject): unknown;
}

type Draft = any;

export function text(
  name: string,
  value: (object: Draft) => unknown,
  priority = 0,
): TableColumn {
  return {
    name,
    type: 'string',
    priority,
    value: object => String(value(object) ?? '<none>'),
  };
}

export function count(
  name: string,
  value: (object: Draft) => unknown,
): TableColumn {
  return { name, type: 'integer', value: object => value(object) ?? 0 };
}

export const created = text('Age', ({ metadata }) =>
  age(metadata.creationTimestamp),
);
