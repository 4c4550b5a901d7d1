import { revive, type Value } from '../hcl/Value';
import type { AppliedResources } from './planStack';

/** The cloud refused, or could not be reached; the message is that of the provider. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
}

const timeoutMs = 30_000;

/** The sandbox's cloud, over HTTP. */
export class Cloud {
  constructor(
    private readonly baseUrl: () => string,
    private readonly token: string,
  ) {}

  /** What is there of a stack. @throws CloudError */
  async read(
    stack: string,
  ): Promise<{ serial: number; resources: AppliedResources }> {
    const { serial, resources } = await this.#request('GET', stack);
    return { serial, resources: revive(resources) as AppliedResources };
  }

  /** Makes or changes a resource. @throws CloudError */
  async put(stack: string, address: string, values: Record<string, Value>) {
    await this.#request('PUT', stack, address, values);
  }

  /** @throws CloudError */
  async remove(stack: string, address: string) {
    await this.#request('DELETE', stack, address);
  }

  async #request(
    method: string,
    stack: string,
    address?: string,
    body?: object,
  ): Promise<any> {
    const path = address ? `/resources/${encodeURIComponent(address)}` : '';
    const url = `${this.baseUrl()}/stacks/${encodeURIComponent(stack)}${path}`;
    let response;
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = await response.json();
      if (response.ok) {
        return answer;
      }
      const { code, message } = answer.error ?? {};
      throw new CloudError(
        `unexpected status ${response.status} (${response.status} ${response.statusText}) with error: ${code}: ${message}`,
      );
    } catch (error) {
      throw error instanceof CloudError
        ? error
        : new CloudError('the connection to the cloud broke');
    }
  }
}
