import { ConflictError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Mine, Overview } from '@runway/plugin-onboarding-common';
import type {
  OnboardingStore,
  StoredOnboarding,
} from '../database/OnboardingStore';
import { toInvited } from '../observation/toInvited';
import type { Audience } from './Audience';
import type { OnboardingService, PersonOptions } from './OnboardingService';
import {
  byNeed,
  type Measures,
  toFigures,
  toOnboarding,
  withTicks,
} from './toOnboarding';

/** Everything but permissions, which are {@link AuthorizedOnboardingService}'s; whom a person sees is the audience's. */
export class DefaultOnboardingService implements OnboardingService {
  constructor(
    private readonly options: {
      store: OnboardingStore;
      catalog: CatalogService;
      audience: Audience;
      measures: Measures;
    },
  ) {}

  async mine(options: PersonOptions): Promise<Mine> {
    const stored = await this.#own(options);
    if (!stored || stored.facts['signed-in']) {
      return this.#toMine(stored);
    }
    const { store, measures } = this.options;
    await store.addFact(stored.userRef, {
      name: 'signed-in',
      at: measures.now(),
      source: 'First request to the portal',
    });
    return this.#toMine(await store.get(stored.userRef));
  }

  async tick(item: string, done: boolean, options: PersonOptions) {
    const { store, measures } = this.options;
    if (!measures.checklist.some(({ id }) => id === item)) {
      throw new NotFoundError(
        `The list has no "${item}" any more. Load the page again.`,
      );
    }
    const stored = await this.#own(options);
    if (!stored) {
      throw new ConflictError(
        'You were not invited through the portal, so there is no list to tick.',
      );
    }
    await store.tick(stored.userRef, item, done);
    return this.#toMine(await store.get(stored.userRef));
  }

  async overview(options: PersonOptions): Promise<Overview> {
    const { store, audience, measures } = this.options;
    const audienceScope = await audience.scopeOf(options);
    const { scope } = audienceScope;
    if (scope === 'none') {
      return { scope, people: [] };
    }
    const stored = await store.list(
      scope === 'team' ? audienceScope.teams : undefined,
    );
    const people = stored.map(row => toOnboarding(row, measures)).sort(byNeed);
    return {
      scope,
      people: scope === 'figures' ? [] : people,
      figures: toFigures(people, measures),
    };
  }

  /** Whoever signs in before the next pass has looked is read from the catalog at once. */
  async #own({
    credentials,
  }: PersonOptions): Promise<StoredOnboarding | undefined> {
    const { store, catalog } = this.options;
    const { userEntityRef } = credentials.principal;
    const stored = await store.get(userEntityRef);
    if (stored) {
      return stored;
    }
    const entity = await catalog.getEntityByRef(userEntityRef, {
      credentials,
    });
    const invited = entity && toInvited(entity);
    if (!invited) {
      return undefined;
    }
    await store.save(invited);
    return store.get(userEntityRef);
  }

  #toMine(stored: StoredOnboarding | undefined): Mine {
    const { measures } = this.options;
    return stored
      ? {
          onboarding: {
            ...toOnboarding(stored, measures),
            checklist: withTicks(measures.checklist, stored),
          },
        }
      : {};
  }
}
