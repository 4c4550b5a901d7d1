/** Any part of an object that is being prepared. */
type Draft = any;

/** Fills in what the API server fills in for every PodSpec, in Pods and in templates. */
export function defaultPodSpec(spec: Draft): void {
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ??= 'default-scheduler';
  if (spec.serviceAccountName) {
    spec.serviceAccount = spec.serviceAccountName;
  } else if (spec.serviceAccount) {
    spec.serviceAccountName = spec.serviceAccount;
  }
  for (const container of [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
  ]) {
    defaultContainer(container);
    if (spec.hostNetwork) {
      for (const port of container.ports ?? []) {
        port.hostPort ??= port.containerPort;
      }
    }
  }
  for (const volume of spec.volumes ?? []) {
    defaultVolume(volume);
  }
}

/** Pods only: requests follow limits. */
export function defaultPod(pod: Draft): void {
  defaultPodSpec(pod.spec);
  pod.spec.enableServiceLinks ??= true;
  pod.spec.preemptionPolicy ??= 'PreemptLowerPriority';
  for (const container of allContainers(pod.spec)) {
    requestsFollowLimits(container.resources);
  }
}

/** Init containers first, as they run. */
export function allContainers(spec: Draft): Draft[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

export function requestsFollowLimits(resources: Draft): void {
  if (resources.limits) {
    resources.requests = { ...resources.limits, ...resources.requests };
  }
}

function defaultContainer(container: Draft) {
  container.resources ??= {};
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  container.imagePullPolicy ??= /(:latest|^[^:@]*(:\d+\/[^:@]*)?)$/.test(
    container.image ?? '',
  )
    ? 'Always'
    : 'IfNotPresent';
  for (const port of container.ports ?? []) {
    port.protocol ??= 'TCP';
  }
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef) {
      variable.valueFrom.fieldRef.apiVersion ??= 'v1';
    }
    if (variable.valueFrom?.resourceFieldRef) {
      variable.valueFrom.resourceFieldRef.divisor ??= '0';
    }
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    defaultProbe(container[name]);
  }
  for (const hook of ['postStart', 'preStop']) {
    defaultHttpGet(container.lifecycle?.[hook]?.httpGet);
  }
}

function defaultProbe(probe: Draft) {
  if (!probe) {
    return;
  }
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHttpGet(probe.httpGet);
  if (probe.grpc) {
    probe.grpc.service ??= '';
  }
}

function defaultHttpGet(httpGet: Draft) {
  if (httpGet) {
    httpGet.path ||= '/';
    httpGet.scheme ||= 'HTTP';
  }
}

function defaultVolume(volume: Draft) {
  if (Object.keys(volume).length === 1) {
    volume.emptyDir = {};
  }
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    if (volume[source]) {
      volume[source].defaultMode ??= 0o644;
    }
  }
  if (volume.hostPath) {
    volume.hostPath.type ??= '';
  }
  const fieldItems = [
    ...(volume.downwardAPI?.items ?? []),
    ...(volume.projected?.sources ?? []).flatMap(
      (source: Draft) => source.downwardAPI?.items ?? [],
    ),
  ];
  for (const item of fieldItems) {
    if (item.fieldRef) {
      item.fieldRef.apiVersion ??= 'v1';
    }
  }
  for (const source of volume.projected?.sources ?? []) {
    if (source.serviceAccountToken) {
      source.serviceAccountToken.expirationSeconds ??= 3600;
    }
  }
}
