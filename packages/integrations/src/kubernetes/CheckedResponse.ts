import type { ResponseContext } from '@kubernetes/client-node';
import { clientNode } from './clientNode';

/** An answer whose body was read and checked already. */
export interface CheckedResponse extends ResponseContext {
  readonly value: unknown;
}

/** As client-node's APIs take it. */
export function createCheckedResponse(
  headers: Record<string, string>,
  value: unknown,
): CheckedResponse {
  const { ResponseContext } = clientNode();
  const response = new ResponseContext(200, headers, {
    text: async () => JSON.stringify(value),
    binary: async () => Buffer.from(JSON.stringify(value)),
    stream: () => null,
  });
  return Object.assign(response, { value });
}
