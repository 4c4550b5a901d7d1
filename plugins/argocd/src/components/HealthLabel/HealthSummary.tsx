import { Skeleton } from '@backstage/ui';
import type { EnvironmentState } from '@runway/plugin-argocd-common';
import type { ApplicationsState } from '../../hooks/useApplications';
import { Look, lookOf, StateLabel } from './HealthLabel';

const GRAVITY: Array<Look['tone']> = [
  'broken',
  'attention',
  'moving',
  'quiet',
  'good',
];

/** The environment that matters most of a service: the one in the worst state, the later one when they are alike. */
function worstOf(states: EnvironmentState[]): EnvironmentState | undefined {
  return [...states]
    .filter(state => state.state !== 'absent')
    .reverse()
    .sort(
      (a, b) =>
        GRAVITY.indexOf(lookOf(a).tone) - GRAVITY.indexOf(lookOf(b).tone),
    )[0];
}

/** How a service does, in a word, for lists: "Healthy", "Degraded in staging". */
export function HealthSummary(props: {
  service: string;
  applications: ApplicationsState;
}) {
  const { applications } = props;
  if (applications.status === 'loading') {
    return <Skeleton width={96} height={16} />;
  }
  if (applications.status !== 'ready') {
    return null;
  }
  const states =
    applications.data.items.find(item => item.service === props.service)
      ?.environments ?? [];
  const worst = worstOf(states);
  if (!worst) {
    return states[0] ? (
      <StateLabel look={{ ...lookOf(states[0]), word: 'Not deployed' }} />
    ) : null;
  }
  const look = lookOf(worst);
  return (
    <StateLabel
      look={look}
      where={look.tone === 'good' ? undefined : `in ${worst.environment}`}
    />
  );
}
