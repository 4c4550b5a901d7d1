import type { SignalApi } from '@backstage/plugin-signals-react';

/** Signals that a test sends. */
export class FakeSignals implements SignalApi {
  readonly #listeners = new Map<string, Set<(message: any) => void>>();

  subscribe<T>(channel: string, onMessage: (message: T) => void) {
    const listeners = this.#listeners.get(channel) ?? new Set();
    listeners.add(onMessage);
    this.#listeners.set(channel, listeners);
    return { unsubscribe: () => listeners.delete(onMessage) };
  }

  send(channel: string) {
    this.#listeners
      .get(channel)
      ?.forEach(listener => listener({ type: 'changed' }));
  }
}
