import type { FactName } from '@runway/plugin-onboarding-common';

/** Somebody who was invited. Times are epoch milliseconds. */
export interface Invited {
  /** Entity ref. */
  userRef: string;
  name: string;
  email: string;
  /** Entity ref. */
  teamRef: string;
  buddyRef?: string;
  /** `YYYY-MM-DD` */
  startDate?: string;
  invitedBy?: string;
  invitedAt: number;
}

export interface StoredFact {
  name: FactName;
  at: number;
  source: string;
  url?: string;
}

/** What is known of an invited person. */
export interface StoredOnboarding extends Omit<Invited, 'invitedAt'> {
  /** By name. */
  facts: Partial<Record<FactName, StoredFact>>;
  /** When an item was ticked, by its id. */
  ticks: Record<string, number>;
}

/** Works on PostgreSQL and SQLite. */
export interface OnboardingStore {
  /** Adds an invited person, or what the catalog says anew of one. The time of the first invitation stays. */
  save(person: Invited): Promise<void>;
  /** Leaves out everybody but these: their invitation was taken back. */
  keepOnly(userRefs: string[]): Promise<void>;
  get(userRef: string): Promise<StoredOnboarding | undefined>;
  /** @param teams - entity refs; everybody's when left out */
  list(teams?: string[]): Promise<StoredOnboarding[]>;
  /** Those whose change is not in production yet, whoever was not looked at for longest first. */
  underWay(limit: number): Promise<StoredOnboarding[]>;
  lookedAt(userRef: string): Promise<void>;
  /** What was seen first stays. */
  addFact(userRef: string, fact: StoredFact): Promise<void>;
  tick(userRef: string, item: string, done: boolean): Promise<void>;
}
