import type { FieldErrors } from '../errors/FieldErrors';
import {
  isDns1035Label,
  isDns1123Label,
  isPortName,
  isPortNumber,
} from './names';
import { validateLabels } from './validateMetadata';
import { oneOf } from './validatePodSpec';

type Draft = any;

export function validateService({ spec }: Draft, errors: FieldErrors): void {
  const headless = spec.clusterIP === 'None';
  const ports: Draft[] = spec.ports ?? [];
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') {
    errors.required('spec.ports');
  }
  oneOf(
    spec.type,
    ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
    'spec.type',
    errors,
  );
  oneOf(
    spec.sessionAffinity,
    ['ClientIP', 'None'],
    'spec.sessionAffinity',
    errors,
  );
  if (spec.type === 'ExternalName' && !spec.externalName) {
    errors.required('spec.externalName');
  }
  const names = new Set<string>();
  ports.forEach((port, index) =>
    validateServicePort(port, index, { ports, names, headless }, spec, errors),
  );
  validateLabels(spec.selector, 'spec.selector', errors);
}

function validateServicePort(
  port: Draft,
  index: number,
  known: { ports: Draft[]; names: Set<string>; headless: boolean },
  spec: Draft,
  errors: FieldErrors,
) {
  const at = `spec.ports[${index}]`;
  if (!port.name) {
    if (known.ports.length > 1) {
      errors.required(`${at}.name`);
    }
  } else {
    for (const message of isDns1123Label(port.name)) {
      errors.invalid(`${at}.name`, port.name, message);
    }
    if (known.names.has(port.name)) {
      errors.duplicate(`${at}.name`, port.name);
    }
    known.names.add(port.name);
  }
  for (const message of isPortNumber(port.port ?? 0)) {
    errors.invalid(`${at}.port`, port.port ?? 0, message);
  }
  oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors);
  const problems =
    typeof port.targetPort === 'number'
      ? isPortNumber(port.targetPort)
      : isPortName(port.targetPort ?? '');
  for (const message of problems) {
    errors.invalid(`${at}.targetPort`, port.targetPort, message);
  }
  if (spec.type === 'ClusterIP' && port.nodePort) {
    errors.forbidden(
      `${at}.nodePort`,
      "may not be used when `type` is 'ClusterIP'",
    );
  }
  const clash = known.ports.findIndex(
    other => other.port === port.port && other.protocol === port.protocol,
  );
  if (clash < index) {
    errors.duplicate(at, { protocol: port.protocol, port: port.port });
  }
}

export function validateIngress({ spec }: Draft, errors: FieldErrors): void {
  if (!spec?.rules?.length && !spec?.defaultBackend) {
    errors.invalid(
      'spec',
      [],
      'either `defaultBackend` or `rules` must be specified',
    );
    return;
  }
  if (spec.defaultBackend) {
    validateBackend(spec.defaultBackend, 'spec.defaultBackend', errors);
  }
  (spec.rules ?? []).forEach((rule: Draft, r: number) => {
    (rule.http?.paths ?? []).forEach((path: Draft, p: number) =>
      validateIngressPath(path, `spec.rules[${r}].http.paths[${p}]`, errors),
    );
  });
}

function validateIngressPath(path: Draft, at: string, errors: FieldErrors) {
  if (!path.pathType) {
    errors.required(`${at}.pathType`, 'pathType must be specified');
    return;
  }
  const exact = path.pathType === 'Exact' || path.pathType === 'Prefix';
  oneOf(
    path.pathType,
    ['Exact', 'ImplementationSpecific', 'Prefix'],
    `${at}.pathType`,
    errors,
  );
  if ((exact || path.path) && !String(path.path ?? '').startsWith('/')) {
    errors.invalid(`${at}.path`, path.path ?? '', 'must be an absolute path');
  }
  validateBackend(path.backend ?? {}, `${at}.backend`, errors);
}

function validateBackend(backend: Draft, at: string, errors: FieldErrors) {
  const { service, resource } = backend;
  if (!service) {
    if (!resource) {
      errors.invalid(at, '', 'resource or service backend is required');
    }
    return;
  }
  if (!service.name) {
    errors.required(`${at}.service.name`);
  } else {
    for (const message of isDns1035Label(service.name)) {
      errors.invalid(`${at}.service.name`, service.name, message);
    }
  }
  const { name, number } = service.port ?? {};
  if (name && number) {
    errors.invalid(at, '', 'cannot set both port name & port number');
  } else if (number) {
    for (const message of isPortNumber(number)) {
      errors.invalid(`${at}.service.port.number`, number, message);
    }
  } else if (!name) {
    errors.required(at, 'port name or number is required');
  }
}

export function validateNetworkPolicy(
  { spec }: Draft,
  errors: FieldErrors,
): void {
  (spec?.policyTypes ?? []).forEach((type: string, index: number) =>
    oneOf(type, ['Egress', 'Ingress'], `spec.policyTypes[${index}]`, errors),
  );
  const peers: Array<[string, Draft]> = [
    ...(spec?.ingress ?? []).flatMap((rule: Draft, r: number) =>
      (rule.from ?? []).map((peer: Draft, p: number) => [
        `spec.ingress[${r}].from[${p}]`,
        peer,
      ]),
    ),
    ...(spec?.egress ?? []).flatMap((rule: Draft, r: number) =>
      (rule.to ?? []).map((peer: Draft, p: number) => [
        `spec.egress[${r}].to[${p}]`,
        peer,
      ]),
    ),
  ];
  for (const [at, peer] of peers) {
    if (Object.keys(peer).length === 0) {
      errors.required(at, 'must specify a peer');
    } else if (peer.ipBlock && (peer.podSelector || peer.namespaceSelector)) {
      errors.forbidden(at, 'may not specify both ipBlock and another peer');
    }
    const cidr = peer.ipBlock?.cidr;
    if (cidr !== undefined && !isCidr(cidr)) {
      errors.invalid(
        `${at}.ipBlock.cidr`,
        cidr,
        'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      );
    }
  }
}

function isCidr(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits ?? '')) {
    return false;
  }
  const parts = address.split('.').map(Number);
  const v4 =
    parts.length === 4 &&
    parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255);
  return v4
    ? Number(bits) <= 32
    : /^[0-9a-f:]+$/i.test(address) &&
        address.includes(':') &&
        Number(bits) <= 128;
}
