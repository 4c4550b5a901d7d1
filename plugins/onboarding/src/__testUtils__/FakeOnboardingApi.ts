import type {
  Mine,
  Onboarding,
  OnboardingApi,
  Overview,
} from '@runway/plugin-onboarding-common';

/** Somebody who was invited two days ago and has signed in; what a test is about goes into `change`. */
export function exampleOnboarding(
  change: Partial<Onboarding> = {},
): Onboarding {
  return {
    userRef: 'user:default/mika.berg',
    name: 'Mika Berg',
    teamRef: 'group:default/crew',
    buddyRef: 'user:default/ingrid.dahl',
    invitedAt: '2026-11-20T09:00:00.000Z',
    facts: [
      { name: 'invited', at: '2026-11-20T09:00:00.000Z', source: 'Catalog' },
      { name: 'signed-in', at: '2026-11-20T10:00:00.000Z', source: 'Portal' },
    ],
    stuck: false,
    ticks: { done: 0, total: 1 },
    ...change,
  };
}

/** First days in memory. */
export class FakeOnboardingApi implements OnboardingApi {
  onboarding?: Mine['onboarding'];
  answer: Overview = { scope: 'none', people: [] };
  error?: Error;
  ticks: Array<[string, boolean]> = [];

  async mine(): Promise<Mine> {
    if (this.error) {
      throw this.error;
    }
    return { onboarding: this.onboarding };
  }

  async overview() {
    if (this.error) {
      throw this.error;
    }
    return this.answer;
  }

  async tick(item: string, done: boolean) {
    if (this.error) {
      throw this.error;
    }
    this.ticks.push([item, done]);
    const { onboarding } = this;
    this.onboarding = onboarding && {
      ...onboarding,
      checklist: onboarding.checklist.map(each =>
        each.id === item
          ? { ...each, doneAt: done ? '2026-11-21T09:00:00.000Z' : undefined }
          : each,
      ),
    };
    return this.mine();
  }
}
