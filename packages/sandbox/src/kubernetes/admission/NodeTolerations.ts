import type { AdmissionPlugin, AdmissionRequest } from './Admission';

const conditions = ['not-ready', 'unreachable'];

/** Pods stay five minutes on a node that is gone. */
export class NodeTolerations implements AdmissionPlugin {
  mutate({ operation, definition, object }: AdmissionRequest): void {
    if (definition.id !== 'pods' || operation !== 'CREATE' || !object?.spec) {
      return;
    }
    const { spec } = object;
    const present = spec.tolerations ?? [];
    spec.tolerations = [
      ...present,
      ...conditions
        .map(condition => `node.kubernetes.io/${condition}`)
        .filter(key => !present.some((entry: any) => entry.key === key))
        .map(key => ({
          key,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        })),
    ];
  }
}
