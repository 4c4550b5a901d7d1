import type { KubernetesObject } from '../../core/SandboxContext';
import { parseApiVersion } from '../resources/ResourceDefinition';
import { matchesSelector } from '../store/LabelSelector';
import type { ClusterClient } from './ClusterClient';
import { withCondition, type Condition } from './conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { simulatedUtilization } from '../http/metrics';
import { isReady } from './PodTemplate';

type Draft = any;

const resource = 'horizontalpodautoscalers.autoscaling';

/** Keeps targets between the bounds of their autoscaler. The load is made up and calls for no change. */
export class AutoscalerController implements Controller {
  readonly name = 'horizontal-pod-autoscaler';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    const targets: KeysOf = ({ object }) =>
      this.#client
        .list(resource, object.metadata.namespace)
        .filter(
          ({ spec }) =>
            spec.scaleTargetRef.kind === object.kind &&
            spec.scaleTargetRef.name === object.metadata.name,
        )
        .map(keyOf);
    this.watches = {
      [resource]: itself,
      'deployments.apps': targets,
      'statefulsets.apps': targets,
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const autoscaler = this.#client.get(resource, namespace, name);
    if (!autoscaler || autoscaler.metadata.deletionTimestamp) {
      return;
    }
    const reference = autoscaler.spec.scaleTargetRef;
    const target = this.#target(namespace, reference);
    if (!target) {
      this.#unreachable(autoscaler, reference);
      return;
    }
    const { minReplicas, maxReplicas } = autoscaler.spec;
    const current = target.object.spec.replicas ?? 1;
    // zero replicas switch autoscaling off
    const desired =
      current === 0 ? 0 : Math.min(maxReplicas, Math.max(minReplicas, current));
    if (desired !== current) {
      this.#client.update(
        target.resource,
        target.object,
        draft => {
          draft.spec.replicas = desired;
        },
        'scale',
      );
      this.#client.event(
        autoscaler,
        'Normal',
        'SuccessfulRescale',
        `New size: ${desired}; reason: Current number of replicas ${
          desired > current
            ? 'below Spec.MinReplicas'
            : 'above Spec.MaxReplicas'
        }`,
      );
    }
    this.#updateStatus(autoscaler, target.object, desired);
  }

  #target(namespace: string, { apiVersion = 'apps/v1', kind, name }: Draft) {
    const { group } = parseApiVersion(apiVersion);
    const definition = this.context.objects.catalog
      .all()
      .find(entry => entry.group === group && entry.kind === kind);
    const object =
      definition && this.#client.get(definition.id, namespace, name);
    return object && { resource: definition.id, object };
  }

  #unreachable(autoscaler: KubernetesObject, { kind, name }: Draft) {
    const message = `the HPA controller was unable to get the target's current scale: ${kind.toLowerCase()}s.apps "${name}" not found`;
    this.#client.event(autoscaler, 'Warning', 'FailedGetScale', message);
    this.#client.updateStatus(resource, autoscaler, {
      desiredReplicas: 0,
      currentReplicas: 0,
      ...autoscaler.status,
      currentMetrics: autoscaler.status?.currentMetrics ?? null,
      conditions: withCondition(autoscaler.status?.conditions, {
        type: 'AbleToScale',
        status: 'False',
        reason: 'FailedGetScale',
        message,
      }),
    });
  }

  #updateStatus(
    autoscaler: KubernetesObject,
    target: KubernetesObject,
    desired: number,
  ) {
    const selector = target.spec.selector ?? {};
    const pods = this.#client
      .list('pods', target.metadata.namespace)
      .filter(
        pod => matchesSelector(selector, pod.metadata.labels) && isReady(pod),
      );
    const measured = pods.length > 0;
    const conditions: Condition[] = [
      {
        type: 'AbleToScale',
        status: 'True',
        reason: 'ReadyForNewScale',
        message: 'recommended size matches current size',
      },
      measured
        ? {
            type: 'ScalingActive',
            status: 'True',
            reason: 'ValidMetricFound',
            message:
              'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
          }
        : {
            type: 'ScalingActive',
            status: 'False',
            reason: 'FailedGetResourceMetric',
            message:
              'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
          },
      {
        type: 'ScalingLimited',
        status: 'False',
        reason: 'DesiredWithinRange',
        message: 'the desired count is within the acceptable range',
      },
    ];
    this.#client.updateStatus(resource, autoscaler, {
      observedGeneration: autoscaler.metadata.generation,
      currentReplicas: target.status?.replicas ?? 0,
      desiredReplicas: desired,
      currentMetrics: measured ? metricsOf(autoscaler) : null,
      conditions: conditions.reduce(
        withCondition,
        autoscaler.status?.conditions ?? [],
      ),
    });
  }
}

function metricsOf({ spec }: KubernetesObject): Draft[] {
  return (spec.metrics ?? [])
    .filter((metric: Draft) => metric.type === 'Resource')
    .map(({ resource: { name } }: Draft) => ({
      type: 'Resource',
      resource: {
        name,
        current: {
          averageUtilization: simulatedUtilization,
          averageValue: name === 'cpu' ? '35m' : '90Mi',
        },
      },
    }));
}
