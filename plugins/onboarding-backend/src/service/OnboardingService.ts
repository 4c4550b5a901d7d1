import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import type { Mine, Overview } from '@runway/plugin-onboarding-common';

export interface PersonOptions {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** First days, as a signed-in person may see them. */
export interface OnboardingService {
  /** Notes that the person has signed in, when they were invited. */
  mine(options: PersonOptions): Promise<Mine>;
  /**
   * @throws NotFoundError when the list has no such item
   * @throws ConflictError when the person was not invited
   */
  tick(item: string, done: boolean, options: PersonOptions): Promise<Mine>;
  overview(options: PersonOptions): Promise<Overview>;
}
