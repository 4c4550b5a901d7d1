import { ResponseError } from '@backstage/errors';
import type { z } from 'zod';
import {
  mineSchema,
  overviewSchema,
  type Mine,
  type Overview,
} from './schemas';

/** Aborts a request when the page goes away. */
export interface OnboardingRequestOptions {
  signal?: AbortSignal;
}

/**
 * First days. The backend decides whose a person sees.
 * Every method throws `ResponseError` with the backend's message when the request is refused.
 */
export interface OnboardingApi {
  /** The person's own. Asking is what tells the backend that they have signed in. */
  mine(options?: OnboardingRequestOptions): Promise<Mine>;
  /** Of the people whom this person may see, and figures. */
  overview(options?: OnboardingRequestOptions): Promise<Overview>;
  /** Ticks an item of the person's own list, or takes the tick away. */
  tick(item: string, done: boolean): Promise<Mine>;
}

/** Talks to `onboarding-backend`. */
export class OnboardingClient implements OnboardingApi {
  constructor(
    private readonly options: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  mine(options?: OnboardingRequestOptions) {
    return this.#send(mineSchema, '/mine', { signal: options?.signal });
  }

  overview(options?: OnboardingRequestOptions) {
    return this.#send(overviewSchema, '/overview', {
      signal: options?.signal,
    });
  }

  tick(item: string, done: boolean) {
    return this.#send(
      mineSchema,
      `/mine/checklist/${encodeURIComponent(item)}`,
      {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ done }),
      },
    );
  }

  async #send<T>(schema: z.ZodType<T>, path: string, init: RequestInit) {
    const baseUrl = await this.options.discoveryApi.getBaseUrl('onboarding');
    const response = await this.options.fetchApi.fetch(
      `${baseUrl}${path}`,
      init,
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}
