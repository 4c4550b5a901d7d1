import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import {
  onboardingReadPermission,
  onboardingTickPermission,
} from '@runway/plugin-onboarding-common';
import type { OnboardingService, PersonOptions } from './OnboardingService';

/** Lets through what the policy allows; looking at other people and changing one's list are audited. */
export class AuthorizedOnboardingService implements OnboardingService {
  constructor(
    private readonly options: {
      service: OnboardingService;
      permissions: PermissionsService;
      auditor: AuditorService;
    },
  ) {}

  async mine(options: PersonOptions) {
    await this.#require(onboardingReadPermission, options);
    return this.options.service.mine(options);
  }

  async tick(item: string, done: boolean, options: PersonOptions) {
    return this.#audited('checklist-tick', { item, done }, async () => {
      await this.#require(onboardingTickPermission, options);
      return this.options.service.tick(item, done, options);
    });
  }

  async overview(options: PersonOptions) {
    return this.#audited('overview-read', {}, async () => {
      await this.#require(onboardingReadPermission, options);
      return this.options.service.overview(options);
    });
  }

  async #audited<T>(
    eventId: string,
    meta: Record<string, string | boolean>,
    act: () => Promise<T>,
  ): Promise<T> {
    const event = await this.options.auditor.createEvent({ eventId, meta });
    try {
      const result = await act();
      await event.success();
      return result;
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  }

  async #require(permission: BasicPermission, options: PersonOptions) {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission }],
      options,
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'Your role does not include this. Ask the platform team.',
      );
    }
  }
}
