import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type {
  Invited,
  OnboardingStore,
  StoredFact,
  StoredOnboarding,
} from './OnboardingStore';

/** {@link OnboardingStore} on the plugin's database. */
export class DatabaseOnboardingStore implements OnboardingStore {
  static async create(options: {
    database: DatabaseService;
    now?: () => number;
  }): Promise<DatabaseOnboardingStore> {
    const knex = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@runway/plugin-onboarding-backend',
          'migrations',
        ),
      });
    }
    return new DatabaseOnboardingStore(knex, options.now ?? Date.now);
  }

  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {}

  async save({ invitedAt, ...person }: Invited) {
    await this.knex('people')
      .insert({
        user_ref: person.userRef,
        name: person.name,
        email: person.email,
        team_ref: person.teamRef,
        buddy_ref: person.buddyRef ?? null,
        start_date: person.startDate ?? null,
        invited_by: person.invitedBy ?? null,
        withdrawn_at: null,
      })
      .onConflict('user_ref')
      .merge();
    await this.addFact(person.userRef, {
      name: 'invited',
      at: invitedAt,
      source: 'The catalog’s repository',
    });
  }

  async keepOnly(userRefs: string[]) {
    await this.knex('people')
      .whereNull('withdrawn_at')
      .whereNotIn('user_ref', userRefs)
      .update({ withdrawn_at: this.now() });
  }

  async get(userRef: string) {
    const [person] = await this.#read(
      this.#people().where('user_ref', userRef),
    );
    return person;
  }

  async list(teams?: string[]) {
    const people = this.#people();
    return this.#read(teams ? people.whereIn('team_ref', teams) : people);
  }

  async underWay(limit: number) {
    return this.#read(
      this.#people()
        .whereNotIn(
          'user_ref',
          this.knex('facts').where('name', 'production').select('user_ref'),
        )
        .orderBy('looked_at')
        .limit(limit),
    );
  }

  async lookedAt(userRef: string) {
    await this.knex('people')
      .where('user_ref', userRef)
      .update({ looked_at: this.now() });
  }

  async addFact(userRef: string, { name, at, source, url }: StoredFact) {
    await this.knex('facts')
      .insert({ user_ref: userRef, name, at, source, url: url ?? null })
      .onConflict(['user_ref', 'name'])
      .ignore();
  }

  async tick(userRef: string, item: string, done: boolean) {
    await (done
      ? this.knex('ticks')
          .insert({ user_ref: userRef, item, at: this.now() })
          .onConflict(['user_ref', 'item'])
          .ignore()
      : this.knex('ticks').where({ user_ref: userRef, item }).delete());
  }

  #people() {
    return this.knex('people').whereNull('withdrawn_at');
  }

  async #read(people: Knex.QueryBuilder): Promise<StoredOnboarding[]> {
    const rows: any[] = await people;
    const refs = rows.map(row => row.user_ref);
    const [facts, ticks] = await Promise.all([
      this.knex('facts').whereIn('user_ref', refs),
      this.knex('ticks').whereIn('user_ref', refs),
    ]);
    const found = new Map<string, StoredOnboarding>(
      rows.map(row => [row.user_ref, toOnboarding(row)]),
    );
    for (const row of facts) {
      const fact = toFact(row);
      found.get(row.user_ref)!.facts[fact.name] = fact;
    }
    for (const row of ticks) {
      found.get(row.user_ref)!.ticks[row.item] = Number(row.at);
    }
    return [...found.values()];
  }
}

const toOnboarding = (row: any): StoredOnboarding => ({
  userRef: row.user_ref,
  name: row.name,
  email: row.email,
  teamRef: row.team_ref,
  buddyRef: row.buddy_ref ?? undefined,
  startDate: row.start_date ?? undefined,
  invitedBy: row.invited_by ?? undefined,
  facts: {},
  ticks: {},
});

const toFact = (row: any): StoredFact => ({
  name: row.name,
  at: Number(row.at),
  source: row.source,
  url: row.url ?? undefined,
});
