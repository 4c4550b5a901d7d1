import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { INVITED_AT_ANNOTATION } from '@runway/plugin-provisioning-common';
import type { OnboardingStore } from '../database/OnboardingStore';
import type { FirstChanges } from './FirstChanges';
import { toInvited } from './toInvited';

const MAX_PEOPLE = 5_000;

/** Looks, pass by pass, at who was invited and at what they have done since. */
export class Observer {
  constructor(
    private readonly options: {
      store: OnboardingStore;
      catalog: CatalogService;
      auth: AuthService;
      changes: FirstChanges;
      logger: LoggerService;
      /** People looked at in one pass. */
      peoplePerPass: number;
    },
  ) {}

  async pass(signal: AbortSignal): Promise<void> {
    const { store, changes, logger, peoplePerPass } = this.options;
    await this.#readInvitations();
    for (const person of await store.underWay(peoplePerPass)) {
      signal.throwIfAborted();
      try {
        for (const fact of await changes.look(person, { signal })) {
          await store.addFact(person.userRef, fact);
        }
      } catch (error) {
        // Tried again in a later pass; the others are looked at all the same.
        logger.warn(`${person.userRef} could not be looked at: ${error}`);
      }
      await store.lookedAt(person.userRef);
    }
  }

  async #readInvitations() {
    const { store, catalog, auth } = this.options;
    const { items } = await catalog.getEntities(
      {
        filter: {
          kind: 'User',
          [`metadata.annotations.${INVITED_AT_ANNOTATION}`]:
            CATALOG_FILTER_EXISTS,
        },
        limit: MAX_PEOPLE,
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    const invited = items.flatMap(entity => toInvited(entity) ?? []);
    for (const person of invited) {
      await store.save(person);
    }
    // An empty catalog is one that has just started.
    if (items.length > 0 && items.length < MAX_PEOPLE) {
      await store.keepOnly(invited.map(({ userRef }) => userRef));
    }
  }
}
