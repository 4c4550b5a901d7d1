import { z } from 'zod';
import type {
  KubernetesEvent,
  KubernetesList,
  KubernetesObject,
  KubernetesPod,
} from './KubernetesTypes';

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().optional(),
});

/** Items of a list come without kind and version. */
const item = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata,
});

// Known fields are checked, all others pass unchanged: that is what the types of this package say.
export const objectSchema = item.required({
  apiVersion: true,
  kind: true,
}) as unknown as z.ZodType<KubernetesObject>;

const containerStatuses = z
  .array(
    z.looseObject({
      name: z.string(),
      ready: z.boolean(),
      restartCount: z.number(),
      state: z.looseObject({}).optional(),
    }),
  )
  .optional();

const pod = item.extend({
  status: z
    .looseObject({
      phase: z.string().optional(),
      containerStatuses,
      initContainerStatuses: containerStatuses,
    })
    .default({}),
});

const event = item.extend({
  type: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  involvedObject: z.looseObject({}),
});

/** @returns a schema for a page of objects, giving each the kind and version that lists leave out */
function listOf<T extends KubernetesObject>(
  entry: z.ZodType<object>,
  apiVersion: string,
  kind: string,
) {
  return z
    .object({
      metadata: z
        .looseObject({
          continue: z.string().optional(),
          remainingItemCount: z.number().optional(),
          resourceVersion: z.string().optional(),
        })
        .default({}),
      items: z
        .array(entry)
        .nullish()
        .transform(items => items ?? []),
    })
    .transform(
      (list): KubernetesList<T> => ({
        items: list.items.map(
          each => ({ apiVersion, kind, ...each } as unknown as T),
        ),
        // An empty string on the last page.
        continue: list.metadata.continue || undefined,
        remainingItemCount: list.metadata.remainingItemCount,
        resourceVersion: list.metadata.resourceVersion,
      }),
    );
}

export const objectListSchema = (apiVersion: string, kind: string) =>
  listOf<KubernetesObject>(item, apiVersion, kind);

export const podListSchema = listOf<KubernetesPod>(pod, 'v1', 'Pod');

export const eventListSchema = listOf<KubernetesEvent>(event, 'v1', 'Event');

export const resourceListSchema = z.object({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
    }),
  ),
});

export const versionSchema = z.looseObject({
  gitVersion: z.string(),
  platform: z.string().optional(),
});

export const accessReviewSchema = z.looseObject({
  status: z.looseObject({
    allowed: z.boolean(),
    reason: z.string().optional(),
  }),
});
