import {
  FACTS,
  type ChecklistItem,
  type Figures,
  type Onboarding,
} from '@runway/plugin-onboarding-common';
import type { StoredOnboarding } from '../database/OnboardingStore';

const DAY_MS = 24 * 3600 * 1000;
/** Fewer say nothing, and would say it about somebody. */
const FEWEST = 3;

export interface Measures {
  checklist: ChecklistItem[];
  stuckAfterDays: number;
  windowDays: number;
  now(): number;
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** What people are shown of a stored row. */
export function toOnboarding(
  stored: StoredOnboarding,
  { checklist, stuckAfterDays, now }: Measures,
): Onboarding {
  const facts = FACTS.flatMap(name => stored.facts[name] ?? []);
  const finished = stored.facts.production;
  const last = Math.max(
    ...facts.map(({ at }) => at),
    // Who starts next month is not stuck today.
    stored.startDate ? Date.parse(stored.startDate) : 0,
  );
  return {
    userRef: stored.userRef,
    name: stored.name,
    teamRef: stored.teamRef,
    buddyRef: stored.buddyRef,
    startDate: stored.startDate,
    invitedBy: stored.invitedBy,
    invitedAt: iso(stored.facts.invited?.at ?? 0),
    facts: facts.map(fact => ({ ...fact, at: iso(fact.at) })),
    finishedAt: finished && iso(finished.at),
    stuck: !finished && now() - last > stuckAfterDays * DAY_MS,
    ticks: {
      done: checklist.filter(({ id }) => id in stored.ticks).length,
      total: checklist.length,
    },
  };
}

/** The list with the person's ticks. */
export const withTicks = (
  checklist: ChecklistItem[],
  { ticks }: StoredOnboarding,
): ChecklistItem[] =>
  checklist.map(item => ({
    ...item,
    ...(item.id in ticks ? { doneAt: iso(ticks[item.id]) } : {}),
  }));

/** How long it takes from the invitation to the first change in production. */
export function toFigures(people: Onboarding[], measures: Measures): Figures {
  const { windowDays, now } = measures;
  const since = now() - windowDays * DAY_MS;
  const days = people
    .filter(({ finishedAt }) => finishedAt && Date.parse(finishedAt) >= since)
    .map(
      ({ finishedAt, invitedAt }) =>
        (Date.parse(finishedAt!) - Date.parse(invitedAt)) / DAY_MS,
    )
    .sort((a, b) => a - b);
  return {
    windowDays,
    n: days.length,
    ...(days.length >= FEWEST ? { medianDays: median(days) } : {}),
    underWay: people.filter(({ finishedAt }) => !finishedAt).length,
    stuck: people.filter(({ stuck }) => stuck).length,
  };
}

function median(sorted: number[]): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Who needs somebody first. */
export function byNeed(a: Onboarding, b: Onboarding): number {
  const rank = ({ stuck, finishedAt }: Onboarding) => {
    if (stuck) {
      return 0;
    }
    return finishedAt ? 2 : 1;
  };
  return (
    rank(a) - rank(b) ||
    (a.finishedAt
      ? b.finishedAt!.localeCompare(a.finishedAt)
      : a.invitedAt.localeCompare(b.invitedAt))
  );
}
