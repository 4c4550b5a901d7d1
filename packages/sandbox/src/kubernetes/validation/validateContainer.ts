import type { FieldErrors } from '../errors/FieldErrors';
import { parseQuantity } from '../schema/Quantity';
import { isDns1123Label, isPortName, isPortNumber } from './names';
import { oneOf } from './validatePodSpec';

type Draft = any;

const downwardFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Checks one container. @param volumes - names of the volumes it may mount */
export function validateContainer(
  container: Draft,
  path: string,
  volumes: ReadonlySet<string>,
  errors: FieldErrors,
): void {
  if (!container.name) {
    errors.required(`${path}.name`);
  } else {
    for (const message of isDns1123Label(container.name)) {
      errors.invalid(`${path}.name`, container.name, message);
    }
  }
  if (!container.image) {
    errors.required(`${path}.image`);
  } else if (container.image !== container.image.trim()) {
    errors.invalid(
      `${path}.image`,
      container.image,
      'must not have leading or trailing whitespace',
    );
  }
  oneOf(
    container.imagePullPolicy,
    ['Always', 'IfNotPresent', 'Never'],
    `${path}.imagePullPolicy`,
    errors,
  );
  validatePorts(container.ports ?? [], `${path}.ports`, errors);
  validateEnvironment(container, path, errors);
  validateMounts(container.volumeMounts ?? [], path, volumes, errors);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    validateProbe(container[probe], `${path}.${probe}`, errors);
  }
  validateResources(container.resources ?? {}, `${path}.resources`, errors);
  const security = container.securityContext ?? {};
  if (security.privileged && security.allowPrivilegeEscalation === false) {
    errors.invalid(
      `${path}.securityContext`,
      security,
      'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    );
  }
}

function validatePorts(ports: Draft[], path: string, errors: FieldErrors) {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = `${path}[${index}]`;
    if (port.name !== undefined) {
      for (const message of isPortName(port.name)) {
        errors.invalid(`${at}.name`, port.name, message);
      }
      if (names.has(port.name)) {
        errors.duplicate(`${at}.name`, port.name);
      }
      names.add(port.name);
    }
    if (!port.containerPort) {
      errors.required(`${at}.containerPort`);
    } else {
      for (const message of isPortNumber(port.containerPort)) {
        errors.invalid(`${at}.containerPort`, port.containerPort, message);
      }
    }
    oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors);
  });
}

function validateEnvironment(
  container: Draft,
  path: string,
  errors: FieldErrors,
) {
  (container.env ?? []).forEach((variable: Draft, index: number) => {
    const at = `${path}.env[${index}]`;
    if (!variable.name) {
      errors.required(`${at}.name`);
    } else if (/[^ -~]|=/.test(variable.name)) {
      errors.invalid(
        `${at}.name`,
        variable.name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      );
    }
    if (variable.valueFrom) {
      validateValueFrom(variable, `${at}.valueFrom`, errors);
    }
  });
  (container.envFrom ?? []).forEach((source: Draft) => {
    if (!source.configMapRef && !source.secretRef) {
      errors.invalid(
        `${path}.envFrom`,
        '',
        'must specify one of: `configMapRef` or `secretRef`',
      );
    }
  });
}

function validateValueFrom(variable: Draft, path: string, errors: FieldErrors) {
  const given = Object.keys(variable.valueFrom);
  if (given.length === 0) {
    errors.invalid(
      path,
      '',
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
    );
  } else if (variable.value) {
    errors.invalid(path, '', 'may not be specified when `value` is not empty');
  } else if (given.length > 1) {
    errors.invalid(
      path,
      '',
      'may not have more than one field specified at a time',
    );
  }
  const field = variable.valueFrom.fieldRef?.fieldPath;
  if (
    field &&
    !downwardFields.includes(field) &&
    !/^metadata\.(labels|annotations)\['.+'\]$/.test(field)
  ) {
    errors.notSupported(`${path}.fieldRef.fieldPath`, field, downwardFields);
  }
}

function validateMounts(
  mounts: Draft[],
  path: string,
  volumes: ReadonlySet<string>,
  errors: FieldErrors,
) {
  const points = new Set<string>();
  mounts.forEach((mount, index) => {
    const at = `${path}.volumeMounts[${index}]`;
    if (!volumes.has(mount.name)) {
      errors.notFound(`${at}.name`, mount.name);
    }
    if (!mount.mountPath) {
      errors.required(`${at}.mountPath`);
    } else if (points.has(mount.mountPath)) {
      errors.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique');
    }
    points.add(mount.mountPath);
  });
}

function validateProbe(probe: Draft, path: string, errors: FieldErrors) {
  if (!probe) {
    return;
  }
  const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'].filter(
    handler => probe[handler],
  );
  if (handlers.length === 0) {
    errors.required(path, 'must specify a handler type');
  }
  for (const handler of handlers.slice(1)) {
    errors.forbidden(
      `${path}.${handler}`,
      'may not specify more than 1 handler type',
    );
  }
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port;
  const problems = typeof port === 'number' ? isPortNumber(port) : [];
  for (const message of problems) {
    errors.invalid(`${path}.${handlers[0]}.port`, port, message);
  }
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'failureThreshold',
  ]) {
    if (probe[field] < 0) {
      errors.invalid(
        `${path}.${field}`,
        probe[field],
        'must be greater than or equal to 0',
      );
    }
  }
}

function validateResources(
  resources: Draft,
  path: string,
  errors: FieldErrors,
) {
  for (const kind of ['limits', 'requests']) {
    for (const [name, quantity] of Object.entries(resources[kind] ?? {})) {
      if ((parseQuantity(quantity) ?? 0n) < 0n) {
        errors.invalid(
          `${path}.${kind}[${name}]`,
          quantity,
          'must be greater than or equal to 0',
        );
      }
    }
  }
  for (const [name, request] of Object.entries(resources.requests ?? {})) {
    const limit = resources.limits?.[name];
    if (limit && parseQuantity(request)! > parseQuantity(limit)!) {
      errors.invalid(
        `${path}.requests`,
        request,
        `must be less than or equal to ${name} limit of ${limit}`,
      );
    }
  }
}
