import type { KubernetesObject } from '../../core/SandboxContext';
import type { ServiceAccountTokens } from '../auth/ServiceAccountTokens';
import { ApiError, notFound } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { deleteObject, type DeleteOptions } from '../objects/deletion';
import { timestamp } from '../objects/prepareObject';
import { matchesSelector } from '../store/LabelSelector';
import type { ApiRequest } from './ApiRequest';

type Draft = any;

/** `pods/eviction`: deletes a Pod as far as its PodDisruptionBudgets allow. @throws ApiError 429 */
export async function evictPod(
  objects: ClusterObjects,
  request: ApiRequest,
): Promise<void> {
  const { namespace, name = '' } = request.info;
  const pods = objects.catalog.require('pods');
  const pod = objects.get(pods, namespace, name);
  const body = (await request.body()) as { deleteOptions?: DeleteOptions };
  const budget = objects.store
    .list('poddisruptionbudgets.policy', namespace)
    .find(entry => matchesSelector(entry.spec?.selector, pod.metadata.labels));
  if (budget && isReady(pod) && !(budget.status?.disruptionsAllowed > 0)) {
    throw overBudget(budget);
  }
  deleteObject(
    objects,
    pods,
    namespace,
    name,
    body?.deleteOptions ?? {},
    request.writeContext(),
  );
  request.send(201, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  });
}

function overBudget({ metadata, status = {} }: KubernetesObject): ApiError {
  return new ApiError(
    429,
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${metadata.name} needs ${
            status.desiredHealthy ?? 0
          } healthy pods and has ${status.currentHealthy ?? 0} currently`,
        },
      ],
    },
  );
}

function isReady({ status }: KubernetesObject): boolean {
  return (
    status?.conditions?.some(
      (condition: Draft) =>
        condition.type === 'Ready' && condition.status === 'True',
    ) ?? false
  );
}

const shortestToken = 600;

/** `serviceaccounts/token`: issues a token that expires. */
export async function requestToken(
  objects: ClusterObjects,
  tokens: ServiceAccountTokens,
  request: ApiRequest,
): Promise<void> {
  const { namespace, name = '' } = request.info;
  const account = objects.store.get('serviceaccounts', namespace, name);
  if (!account) {
    throw notFound({ group: '', plural: 'serviceaccounts' }, name);
  }
  const body = ((await request.body()) ?? {}) as Draft;
  const expirationSeconds = body.spec?.expirationSeconds ?? 3600;
  if (expirationSeconds < shortestToken) {
    const errors = new FieldErrors();
    errors.invalid(
      'spec.expirationSeconds',
      expirationSeconds,
      'may not specify a duration less than 10 minutes',
    );
    errors.throwIfAny(
      { group: 'authentication.k8s.io', kind: 'TokenRequest' },
      '',
    );
  }
  const audiences = body.spec?.audiences;
  request.send(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp() },
    spec: { audiences, expirationSeconds, boundObjectRef: null },
    status: {
      token: tokens.issue(account, { audiences, expirationSeconds }),
      expirationTimestamp: timestamp(
        new Date(Date.now() + expirationSeconds * 1000),
      ),
    },
  });
}
