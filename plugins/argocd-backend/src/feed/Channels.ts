import { ApplicationRef } from '@runway/plugin-argocd-common';
import { createHmac } from 'node:crypto';

/** Names of the channels on which a browser hears that it should ask again. */
export interface Channels {
  /** Any application changed. */
  readonly list: string;
  /** An application of this service changed. */
  ofService(name: string): string;
  ofApplication(ref: ApplicationRef): string;
}

/**
 * Channels that only those know who may read what they are about: whoever knows a channel may listen to it, so its name
 * says nothing and can't be guessed. All replicas that have the same key give the same names.
 */
export class KeyedChannels implements Channels {
  readonly list = 'argocd:applications';

  constructor(private readonly key: string) {}

  ofService(name: string): string {
    return this.#nameOf('service', name);
  }

  ofApplication({ instance, namespace, name }: ApplicationRef): string {
    return this.#nameOf('application', instance, namespace, name);
  }

  #nameOf(...parts: string[]): string {
    const digest = createHmac('sha256', this.key)
      .update(JSON.stringify(parts))
      .digest('base64url');
    return `argocd:${digest.slice(0, 32)}`;
  }
}
