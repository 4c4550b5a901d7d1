import type { FactName } from '@runway/plugin-onboarding-common';
import type { StoredOnboarding } from '../database/OnboardingStore';
import { byNeed, toFigures, toOnboarding } from './toOnboarding';

const DAY = 24 * 3600 * 1000;
const NOW = 1_000 * DAY;

const measures = {
  checklist: [
    { id: 'a', text: 'A' },
    { id: 'b', text: 'B' },
  ],
  stuckAfterDays: 5,
  windowDays: 180,
  now: () => NOW,
};

/** @param days - how many days ago each fact was seen */
function onboarding(
  days: Partial<Record<FactName, number>>,
  change: Partial<StoredOnboarding> = {},
) {
  const facts = Object.fromEntries(
    Object.entries(days).map(([name, ago]) => [
      name,
      { name: name as FactName, at: NOW - ago * DAY, source: 's' },
    ]),
  );
  return toOnboarding(
    {
      userRef: 'user:default/mika',
      name: 'Mika',
      email: 'mika@aerq.example',
      teamRef: 'group:default/crew',
      facts,
      ticks: { a: NOW, gone: NOW },
      ...change,
    },
    measures,
  );
}

describe('first days', () => {
  it('are stuck when nothing new was seen for days', () => {
    expect(onboarding({ invited: 6 }).stuck).toBe(true);
    expect(onboarding({ invited: 6, 'first-change': 4 }).stuck).toBe(false);
    expect(onboarding({ invited: 9, production: 8 }).stuck).toBe(false);
    const startDate = new Date(NOW + 3 * DAY).toISOString().slice(0, 10);
    expect(onboarding({ invited: 6 }, { startDate }).stuck).toBe(false);
  });

  it('count only ticks of items that the list still has', () => {
    expect(onboarding({ invited: 1 }).ticks).toEqual({ done: 1, total: 2 });
  });

  it('give a median from three people on, within the window', () => {
    const took = (days: number, ago = 10) =>
      onboarding({ invited: ago + days, production: ago });
    expect(toFigures([took(2), took(9)], measures)).toEqual({
      windowDays: 180,
      n: 2,
      underWay: 0,
      stuck: 0,
    });
    expect(
      toFigures(
        [took(2), took(9), took(3), took(400, 181), onboarding({ invited: 6 })],
        measures,
      ),
    ).toEqual({ windowDays: 180, n: 3, medianDays: 3, underWay: 1, stuck: 1 });
    expect(
      toFigures([took(1), took(2), took(4), took(9)], measures).medianDays,
    ).toBe(3);
  });

  it('show whoever needs somebody first', () => {
    const finished = onboarding({ invited: 20, production: 8 });
    const stuck = onboarding({ invited: 7 });
    const fresh = onboarding({ invited: 1 });
    const older = onboarding({ invited: 4 });
    expect([finished, fresh, stuck, older].sort(byNeed)).toEqual([
      stuck,
      older,
      fresh,
      finished,
    ]);
  });
});
