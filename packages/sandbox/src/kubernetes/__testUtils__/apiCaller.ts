import type { TestCluster } from './createTestCluster';

/** A raw request as administrator, for what clients hide. */
export function apiCaller(cluster: () => TestCluster) {
  return async (
    method: string,
    path: string,
    options: {
      /** Sent as it is when it is text. */
      body?: unknown;
      token?: string;
      headers?: Record<string, string>;
    } = {},
  ) => {
    const { url, adminConfig } = cluster();
    const token = options.token ?? adminConfig.getCurrentUser()!.token;
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : {
            body:
              typeof options.body === 'string'
                ? options.body
                : JSON.stringify(options.body),
          }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text),
    };
  };
}
