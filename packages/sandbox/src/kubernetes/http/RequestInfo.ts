/** What a request addresses, read from its path. */
export interface RequestInfo {
  /** Below the cluster, such as `/api/v1/pods`. */
  path: string;
  /** Present for requests to a group version. */
  group?: string;
  version?: string;
  namespace?: string;
  /** Plural. */
  resource?: string;
  name?: string;
  subresource?: string;
}

/** Parts of a path that are about the namespace itself. */
const namespaceSubresources = ['status', 'finalize'];

/** Takes apart `/api/v1/...` and `/apis/<group>/<version>/...`; other paths address no resource. */
export function parseRequestInfo(path: string): RequestInfo {
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  const [root] = segments;
  if (root === 'api' && segments.length >= 2) {
    return parseResource(path, '', segments[1], segments.slice(2));
  }
  if (root === 'apis' && segments.length >= 3) {
    return parseResource(path, segments[1], segments[2], segments.slice(3));
  }
  return { path };
}

function parseResource(
  path: string,
  group: string,
  version: string,
  segments: string[],
): RequestInfo {
  const info: RequestInfo = { path, group, version };
  let rest = segments;
  if (rest[0] === 'namespaces' && rest.length > 1) {
    info.namespace = rest[1];
    if (rest.length > 2 && !namespaceSubresources.includes(rest[2])) {
      rest = rest.slice(2);
    }
  }
  [info.resource, info.name, info.subresource] = rest;
  return info;
}
