import type { KubernetesObject } from '../../core/SandboxContext';
import { lastAppliedAnnotation } from '../stores/OwnCluster';

const short = '++++++++';

/**
 * Hides the values of a Secret. Equal values of the two states get the same mask, different ones masks of different
 * length, so that one still sees what differs.
 */
export function maskSecrets(
  target: KubernetesObject | undefined,
  live: KubernetesObject | undefined,
): { target?: KubernetesObject; live?: KubernetesObject } {
  const object = live ?? target;
  if (object?.kind !== 'Secret' || object.apiVersion !== 'v1') {
    return { target, live };
  }
  const desired = target && withData(target);
  const actual = live && withData(live);
  const masks = new Map<string, Map<string, string>>();
  const mask = (key: string, value: unknown) => {
    const known = masks.get(key) ?? new Map<string, string>();
    masks.set(key, known);
    const text = String(value);
    const found = known.get(text) ?? `${short}${'+'.repeat(known.size)}`;
    known.set(text, found);
    return found;
  };
  const hide = (secret: KubernetesObject): KubernetesObject => {
    const annotations = secret.metadata.annotations;
    return {
      ...secret,
      ...(secret.data
        ? {
            data: Object.fromEntries(
              Object.entries(secret.data).map(([key, value]) => [
                key,
                mask(key, value),
              ]),
            ),
          }
        : {}),
      metadata: annotations?.[lastAppliedAnnotation]
        ? {
            ...secret.metadata,
            annotations: { ...annotations, [lastAppliedAnnotation]: short },
          }
        : secret.metadata,
    };
  };
  return {
    ...(desired ? { target: hide(desired) } : {}),
    ...(actual ? { live: hide(actual) } : {}),
  };
}

/** The secret with what it says as text among its data. */
function withData(secret: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = secret;
  if (!stringData) {
    return secret;
  }
  return {
    ...rest,
    data: {
      ...secret.data,
      ...Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [
          key,
          Buffer.from(String(value)).toString('base64'),
        ]),
      ),
    },
  } as KubernetesObject;
}
