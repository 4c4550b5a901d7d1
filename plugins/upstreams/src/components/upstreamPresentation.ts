import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiTimeLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { UpstreamStatus } from '@runway/plugin-upstreams-common';

const NAMES: Record<UpstreamStatus['system'], string> = {
  gitlab: 'GitLab',
  argocd: 'Argo CD',
  vault: 'Vault',
  kubernetes: 'Kubernetes',
};

/** How a state looks: never a colour without an icon and a word. */
export const STATES: Record<
  UpstreamStatus['state'],
  {
    word: string;
    tone: 'success' | 'warning' | 'danger' | 'neutral';
    icon: RemixiconComponentType;
  }
> = {
  ok: { word: 'OK', tone: 'success', icon: RiCheckboxCircleLine },
  degraded: { word: 'Degraded', tone: 'warning', icon: RiAlertLine },
  down: { word: 'Down', tone: 'danger', icon: RiCloseCircleLine },
  unknown: { word: 'Not checked yet', tone: 'neutral', icon: RiTimeLine },
};

/** "GitLab"; with its instance where that says something: "Kubernetes staging". */
export function nameOf({ system, instance }: UpstreamStatus): string {
  return instance === 'main' ? NAMES[system] : `${NAMES[system]} ${instance}`;
}

/** What people can't do, or don't see, without it. */
export function affectedBy(upstream: UpstreamStatus): string {
  const where = listOf(upstream.environments);
  switch (upstream.system) {
    case 'gitlab':
      return 'Creating and undoing services, templates, source code and pipelines';
    case 'argocd':
      return `Deployments to ${where}, and what is shown to run there`;
    case 'vault':
      return `Secrets of services in ${where}`;
    default:
      return `Namespaces and workloads in ${where}`;
  }
}

function listOf(names: string[]): string {
  return names.length === 0
    ? 'no environment'
    : new Intl.ListFormat('en-GB').format(names);
}
