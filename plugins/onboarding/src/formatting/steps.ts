import {
  FACTS,
  type Fact,
  type FactName,
  type Onboarding,
} from '@runway/plugin-onboarding-common';

/** What each fact is called once it is there. */
export const STEP_TITLES: Record<FactName, string> = {
  invited: 'Invited',
  'signed-in': 'Signed in',
  'first-change': 'First change',
  dev: 'Running in dev',
  production: 'In production',
};

export interface Step {
  name: FactName;
  title: string;
  state: 'done' | 'next' | 'later' | 'unseen';
  fact?: Fact;
}

/** The way from the invitation to production. What was passed without being seen is `unseen`: nobody can do it later. */
export function stepsOf({ facts }: Pick<Onboarding, 'facts'>): Step[] {
  const furthest = Math.max(...facts.map(({ name }) => FACTS.indexOf(name)));
  return FACTS.map((name, index) => {
    const fact = facts.find(each => each.name === name);
    const state =
      (fact && 'done') ||
      (index < furthest && 'unseen') ||
      (index === furthest + 1 ? 'next' : 'later');
    return { name, title: STEP_TITLES[name], state, fact } as Step;
  });
}

/** How far somebody has come. */
export const stageOf = ({ facts }: Pick<Onboarding, 'facts'>): FactName =>
  FACTS.findLast(name => facts.some(fact => fact.name === name)) ?? 'invited';

/** What leads on, with what is known filled in. */
export function nextStepOf({
  facts,
  teamRef,
}: Pick<Onboarding, 'facts' | 'teamRef'>):
  | { title: string; text: string; link: { title: string; href: string } }
  | undefined {
  const [, namespace, team] = /^group:([^/]+)\/(.+)$/.exec(teamRef) ?? [];
  const teamPage = `/catalog/${namespace}/group/${team}`;
  switch (stageOf({ facts })) {
    case 'production':
      return undefined;
    case 'dev':
      return {
        title: 'Bring your change to production',
        text: 'In the pipeline of your service press the button that promotes to staging, then the one to production; somebody of your team approves the merge request.',
        link: { title: 'Open your team’s services', href: teamPage },
      };
    case 'first-change':
      return {
        title: 'See your change in dev',
        text: 'Once it is merged to main, the pipeline deploys it by itself. The page of the service shows the version that runs.',
        link: { title: 'Open your team’s services', href: teamPage },
      };
    default:
      return {
        title: 'Make your first change',
        text: 'Create a small service of your own, or change a line in one of your team’s: both count.',
        link: {
          title: 'Create a service',
          href: `/create/templates/default/api-service?formData=${encodeURIComponent(
            JSON.stringify({ owner: teamRef }),
          )}`,
        },
      };
  }
}
