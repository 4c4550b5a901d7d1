import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FaultRule } from './FaultRule';

/** What of a request a rule looks at. */
export interface RequestTarget {
  system: FaultRule['system'];
  /** Cluster, for Kubernetes. */
  instance?: string;
  method: string;
  /** Below the base address of the system or cluster, without the query. */
  path: string;
  /** Whether it is Git over HTTP. */
  git: boolean;
  headers: IncomingHttpHeaders;
  query: URLSearchParams;
}

const GIT = /\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Reads what rules look at; the address of a request to something else than a system leads to a target no rule has. */
export function targetOf(
  request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>,
): RequestTarget {
  const [address, query] = (request.url ?? '/').split('?');
  const [, system, ...rest] = address.split('/');
  const instance = system === 'kubernetes' ? rest.shift() : undefined;
  const path = `/${rest.join('/')}`;
  return {
    system: system as FaultRule['system'],
    ...(instance !== undefined && { instance }),
    // What LIST is called behind Node's HTTP parser: see acceptListMethod.
    method: request.method === 'LINK' ? 'LIST' : request.method ?? 'GET',
    path,
    git: system === 'gitlab' && GIT.test(path),
    headers: request.headers,
    query: new URLSearchParams(query),
  };
}
