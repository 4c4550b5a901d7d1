const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * What the Pod Security Standard "restricted" has against a pod, as the API server's admission would say it.
 * @param {any} spec V1PodSpec
 * @returns {string[]} violations; empty when the pod is admitted
 */
export function restrictedViolations(spec) {
  const violations = [];
  const refuse = (bad, what) => bad && violations.push(what);
  const pod = spec.securityContext ?? {};

  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    refuse(spec[field], field);
  }
  for (const volume of spec.volumes ?? []) {
    const type = Object.keys(volume).find(key => key !== 'name');
    refuse(
      !ALLOWED_VOLUMES.includes(type),
      `volume ${volume.name} is a ${type}`,
    );
  }
  for (const container of [
    ...(spec.initContainers ?? []),
    ...spec.containers,
  ]) {
    const own = container.securityContext ?? {};
    const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type;
    const added = own.capabilities?.add ?? [];
    refuse(own.privileged, 'privileged');
    refuse(own.allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation');
    refuse(
      !own.capabilities?.drop?.includes('ALL'),
      'capabilities are not dropped',
    );
    refuse(
      added.some(name => name !== 'NET_BIND_SERVICE'),
      `capabilities ${added}`,
    );
    refuse((own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'runAsNonRoot');
    refuse((own.runAsUser ?? pod.runAsUser) === 0, 'runAsUser 0');
    refuse(
      !['RuntimeDefault', 'Localhost'].includes(seccomp),
      'seccompProfile',
    );
    refuse(
      (container.ports ?? []).some(port => port.hostPort),
      'hostPort',
    );
  }
  return violations;
}
