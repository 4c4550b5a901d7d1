import type { FaultHit, FaultRuleInput, FaultState } from '../faults/FaultRule';

/** The faults of a sandbox in another process. Errors carry what that sandbox says. */
export class FaultsClient {
  /** @param url - of the sandbox, such as `http://localhost:7100` */
  constructor(private readonly url: string) {}

  async list(): Promise<{
    seed: string;
    faults: FaultState[];
    log: FaultHit[];
  }> {
    return (await this.#request('GET', '')).json();
  }

  async add(rule: FaultRuleInput): Promise<FaultState> {
    return (await this.#request('POST', '', rule)).json();
  }

  async remove(id: string): Promise<void> {
    await this.#request('DELETE', `/${encodeURIComponent(id)}`);
  }

  async clear(): Promise<void> {
    await this.#request('DELETE', '');
  }

  async reset(seed: string): Promise<void> {
    await this.#request('PUT', '/seed', { seed });
  }

  async #request(method: string, path: string, body?: object) {
    const address = `${this.url.replace(/\/$/, '')}/sandbox/faults${path}`;
    const response = await fetch(address, {
      method,
      ...(body && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    }).catch(() => {
      throw new Error(`Nothing answers at ${address}.`);
    });
    if (!response.ok) {
      const answer = await response.json().catch(() => undefined);
      throw new Error(
        answer?.error?.message ?? `${address} answers ${response.status}.`,
      );
    }
    return response;
  }
}
