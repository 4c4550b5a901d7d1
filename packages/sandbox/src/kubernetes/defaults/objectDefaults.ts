import type { KubernetesObject } from '../../core/SandboxContext';
import {
  storageSchema,
  type ResourceDefinition,
} from '../resources/ResourceDefinition';
import { defaultCustom } from '../schema/decodeCustom';
import { defaultPod } from './podDefaults';
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultReplicaSet,
  defaultStatefulSet,
} from './workloadDefaults';

type Draft = any;

const defaulters: Record<string, (draft: Draft) => void> = {
  pods: draft => {
    if (draft.spec) {
      defaultPod(draft);
    }
  },
  'deployments.apps': withSpec(defaultDeployment),
  'replicasets.apps': withSpec(defaultReplicaSet),
  replicationcontrollers: withSpec(defaultReplicaSet),
  'statefulsets.apps': withSpec(defaultStatefulSet),
  'daemonsets.apps': withSpec(defaultDaemonSet),
  'jobs.batch': withSpec(defaultJob),
  'cronjobs.batch': withSpec(defaultCronJob),
  services: defaultService,
  secrets: draft => {
    draft.type ??= 'Opaque';
    if (draft.stringData) {
      draft.data ??= {};
      for (const [key, value] of Object.entries(draft.stringData)) {
        draft.data[key] = Buffer.from(String(value)).toString('base64');
      }
      delete draft.stringData;
    }
  },
  namespaces: draft => {
    draft.metadata.labels = {
      ...draft.metadata.labels,
      'kubernetes.io/metadata.name': draft.metadata.name,
    };
  },
  persistentvolumeclaims: withSpec(({ spec }) => {
    spec.volumeMode ??= 'Filesystem';
  }),
  limitranges: draft => {
    for (const item of draft.spec?.limits ?? []) {
      defaultLimitRangeItem(item);
    }
  },
  'networkpolicies.networking.k8s.io': withSpec(({ spec }) => {
    spec.podSelector ??= {};
    spec.policyTypes ??= ['Ingress', ...(spec.egress ? ['Egress'] : [])];
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of rule.ports ?? []) {
        port.protocol ??= 'TCP';
      }
    }
  }),
  'horizontalpodautoscalers.autoscaling': withSpec(({ spec }) => {
    spec.minReplicas ??= 1;
    spec.metrics ??= [
      {
        type: 'Resource',
        resource: {
          name: 'cpu',
          target: { type: 'Utilization', averageUtilization: 80 },
        },
      },
    ];
  }),
  'customresourcedefinitions.apiextensions.k8s.io': withSpec(({ spec }) => {
    spec.conversion ??= { strategy: 'None' };
    if (spec.names?.kind) {
      spec.names.singular ??= spec.names.kind.toLowerCase();
      spec.names.listKind ??= `${spec.names.kind}List`;
    }
  }),
  'rolebindings.rbac.authorization.k8s.io': defaultBinding,
  'clusterrolebindings.rbac.authorization.k8s.io': defaultBinding,
  'storageclasses.storage.k8s.io': draft => {
    draft.reclaimPolicy ??= 'Delete';
    draft.volumeBindingMode ??= 'Immediate';
  },
};

/** Fills in the defaults of an object, in place. */
export function applyDefaults(
  definition: ResourceDefinition,
  draft: KubernetesObject,
): void {
  if (definition.custom) {
    defaultCustom(storageSchema(definition), draft);
  } else {
    defaulters[definition.id]?.(draft);
  }
}

function withSpec(defaulter: (draft: Draft) => void) {
  return (draft: Draft) => {
    if (draft.spec) {
      defaulter(draft);
    }
  };
}

function defaultService(draft: Draft) {
  draft.spec ??= {};
  const { spec } = draft;
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    port.targetPort ??= port.port;
  }
  if (spec.type !== 'ExternalName') {
    spec.internalTrafficPolicy ??= 'Cluster';
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
  }
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
    spec.externalTrafficPolicy ??= 'Cluster';
  }
  if (spec.type === 'LoadBalancer') {
    spec.allocateLoadBalancerNodePorts ??= true;
  }
}

function defaultLimitRangeItem(item: Draft) {
  if (item.type !== 'Container') {
    return;
  }
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = {
    ...item.min,
    ...item.default,
    ...item.defaultRequest,
  };
}

function defaultBinding(draft: Draft) {
  for (const subject of draft.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') {
      subject.apiGroup ??= 'rbac.authorization.k8s.io';
    }
  }
  if (draft.roleRef) {
    draft.roleRef.apiGroup ??= 'rbac.authorization.k8s.io';
  }
}
