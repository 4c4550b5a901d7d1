import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from '../controllers/ClusterClient';

type Draft = any;

/** What a container gets to see, or why it can't be created. */
export type ContainerEnvironment =
  | { values: Record<string, string>; problem?: undefined }
  | { values?: undefined; problem: string };

interface SourceKind {
  resource: string;
  word: string;
  title: string;
}

const secret: SourceKind = {
  resource: 'secrets',
  word: 'secret',
  title: 'Secret',
};
const configMap: SourceKind = {
  resource: 'configmaps',
  word: 'configmap',
  title: 'ConfigMap',
};

/** Reads the environment of a container with what it references. */
export function containerEnvironment(
  client: ClusterClient,
  pod: KubernetesObject,
  container: Draft,
): ContainerEnvironment {
  const values: Record<string, string> = {};
  const { namespace = '' } = pod.metadata;
  for (const source of container.envFrom ?? []) {
    const [reference, kind] = source.secretRef
      ? [source.secretRef, secret]
      : [source.configMapRef, configMap];
    const found = client.get(kind.resource, namespace, reference.name);
    if (!found && !reference.optional) {
      return { problem: `${kind.word} "${reference.name}" not found` };
    }
    for (const [key, value] of Object.entries(found?.data ?? {})) {
      values[`${source.prefix ?? ''}${key}`] = decode(kind, value as string);
    }
  }
  for (const variable of container.env ?? []) {
    const { secretKeyRef, configMapKeyRef } = variable.valueFrom ?? {};
    const reference = secretKeyRef ?? configMapKeyRef;
    if (reference) {
      const kind = secretKeyRef ? secret : configMap;
      const found = client.get(kind.resource, namespace, reference.name);
      const value = found?.data?.[reference.key];
      if (value === undefined && !reference.optional) {
        return {
          problem: found
            ? `couldn't find key ${reference.key} in ${kind.title} ${namespace}/${reference.name}`
            : `${kind.word} "${reference.name}" not found`,
        };
      }
      if (value !== undefined) {
        values[variable.name] = decode(kind, value);
      }
    } else if (variable.value !== undefined) {
      values[variable.name] = variable.value;
    }
  }
  return { values };
}

/** Why a volume of the Pod can't be mounted, or undefined. */
export function mountProblem(
  client: ClusterClient,
  pod: KubernetesObject,
): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const sources: Draft[] = [volume, ...(volume.projected?.sources ?? [])];
    for (const source of sources) {
      const problem =
        sourceProblem(client, pod, secret, source.secret) ??
        sourceProblem(client, pod, configMap, source.configMap);
      if (problem) {
        return `MountVolume.SetUp failed for volume "${volume.name}" : ${problem}`;
      }
    }
  }
  return undefined;
}

function sourceProblem(
  client: ClusterClient,
  pod: KubernetesObject,
  kind: SourceKind,
  source: Draft,
): string | undefined {
  if (!source || source.optional) {
    return undefined;
  }
  const name = source.secretName ?? source.name;
  const found = client.get(kind.resource, pod.metadata.namespace, name);
  if (!found) {
    return `${kind.word} "${name}" not found`;
  }
  const keys = { ...found.data, ...found.binaryData };
  const missing = (source.items ?? []).find(
    (item: Draft) => keys[item.key] === undefined,
  );
  return missing
    ? `references non-existent ${kind === secret ? 'secret' : 'config'} key: ${
        missing.key
      }`
    : undefined;
}

function decode(kind: SourceKind, value: string): string {
  return kind === secret
    ? Buffer.from(value, 'base64').toString('utf8')
    : value;
}
