import type { FieldErrors } from '../errors/FieldErrors';
import { isDns1123Label, isDns1123Subdomain } from './names';
import { validateContainer } from './validateContainer';

type Draft = any;

/** Checks a PodSpec of a Pod or a template. @param path - such as `spec.template.spec` */
export function validatePodSpec(
  spec: Draft,
  path: string,
  errors: FieldErrors,
): void {
  const volumes = validateVolumes(
    spec.volumes ?? [],
    `${path}.volumes`,
    errors,
  );
  if (!spec.containers?.length) {
    errors.required(`${path}.containers`);
  }
  const names = new Set<string>();
  for (const list of ['containers', 'initContainers']) {
    (spec[list] ?? []).forEach((container: Draft, index: number) => {
      const at = `${path}.${list}[${index}]`;
      if (names.has(container.name)) {
        errors.duplicate(`${at}.name`, container.name);
      }
      names.add(container.name);
      validateContainer(container, at, volumes, errors);
      if (list === 'initContainers' && container.restartPolicy !== 'Always') {
        for (const probe of [
          'livenessProbe',
          'readinessProbe',
          'startupProbe',
        ]) {
          if (container[probe]) {
            errors.forbidden(
              `${at}.${probe}`,
              'may not be set for init containers without restartPolicy=Always',
            );
          }
        }
      }
    });
  }
  oneOf(
    spec.restartPolicy,
    ['Always', 'OnFailure', 'Never'],
    `${path}.restartPolicy`,
    errors,
  );
  oneOf(
    spec.dnsPolicy,
    ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    `${path}.dnsPolicy`,
    errors,
  );
  if (spec.serviceAccountName) {
    for (const message of isDns1123Subdomain(spec.serviceAccountName)) {
      errors.invalid(
        `${path}.serviceAccountName`,
        spec.serviceAccountName,
        message,
      );
    }
  }
  if (
    spec.activeDeadlineSeconds !== undefined &&
    spec.activeDeadlineSeconds < 1
  ) {
    errors.invalid(
      `${path}.activeDeadlineSeconds`,
      spec.activeDeadlineSeconds,
      'must be between 1 and 2147483647, inclusive',
    );
  }
  (spec.topologySpreadConstraints ?? []).forEach(
    (constraint: Draft, i: number) => {
      const at = `${path}.topologySpreadConstraints[${i}]`;
      if (!(constraint.maxSkew > 0)) {
        errors.invalid(
          `${at}.maxSkew`,
          constraint.maxSkew,
          'must be greater than zero',
        );
      }
      oneOf(
        constraint.whenUnsatisfiable,
        ['DoNotSchedule', 'ScheduleAnyway'],
        `${at}.whenUnsatisfiable`,
        errors,
      );
    },
  );
}

/** Says so when the value is none of those. */
export function oneOf(
  value: unknown,
  supported: string[],
  path: string,
  errors: FieldErrors,
): void {
  if (value !== undefined && !supported.includes(String(value))) {
    errors.notSupported(path, value, supported);
  }
}

const sources = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
]);

function validateVolumes(
  volumes: Draft[],
  path: string,
  errors: FieldErrors,
): Set<string> {
  const names = new Set<string>();
  volumes.forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const given = Object.keys(volume).filter(key => sources.has(key));
    if (!volume.name) {
      errors.required(`${at}.name`);
    } else if (names.has(volume.name)) {
      errors.duplicate(`${at}.name`, volume.name);
    } else {
      for (const message of isDns1123Label(volume.name)) {
        errors.invalid(`${at}.name`, volume.name, message);
      }
    }
    for (const source of given.slice(1)) {
      errors.forbidden(
        `${at}.${source}`,
        'may not specify more than 1 volume type',
      );
    }
    if (volume.secret && !volume.secret.secretName) {
      errors.required(`${at}.secret.secretName`);
    }
    if (volume.configMap && !volume.configMap.name) {
      errors.required(`${at}.configMap.name`);
    }
    names.add(volume.name);
  });
  return names;
}
