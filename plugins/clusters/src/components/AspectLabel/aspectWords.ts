import type { Aspect } from '@runway/plugin-clusters-common';

const DOCS = '/docs/default/component/runway';

/** What people are told about an aspect. */
export interface AspectWords {
  /** What a namespace should have. */
  title: string;
  /** What may happen without it. */
  why: string;
  /** What to do. */
  mend: string;
  /** Where more is said about this one. */
  link?: { title: string; href: string };
}

/** The way to a namespace that has everything, and what to do with one that hasn't. */
export const MENDING = {
  template: {
    title: 'Namespaces for a team',
    href: '/create/templates/default/team-namespace',
  },
  howTo: {
    title: 'How to mend a namespace',
    href: `${DOCS}/how-to/see-how-namespaces-are-isolated`,
  },
};

export const ASPECTS: Record<Aspect, AspectWords> = {
  owner: {
    title: 'Owner',
    why: 'Nobody is asked when it costs money, breaks, or has to be upgraded, and nobody dares to delete it.',
    mend: 'Find out who works with it. Give the team namespaces of its own and move what runs there, or delete it.',
  },
  podSecurity: {
    title: 'Pod Security restricted',
    why: 'A container that is broken into can take over its node, and with it the pods of all other teams there.',
    mend: 'Let the chart tenant declare the namespace: it enforces restricted. Until then, look at what would be refused: the labels warn and audit tell without refusing.',
  },
  defaultDeny: {
    title: 'Default deny',
    why: 'Whoever gets into one pod of the cluster can reach these pods, or can be reached from them.',
    mend: 'Let the chart tenant declare the namespace: it denies everything but name resolution, the ingress controller, monitoring and Vault. What services need beyond that is in their own values.',
  },
  quota: {
    title: 'Quota',
    why: 'One mistake here can take the room of all other teams, and nobody notices until their pods stay pending.',
    mend: 'Let the chart tenant declare the namespace; the size is in tenants/<team>/<environment>.yaml of the GitOps repository.',
  },
  quotaRoom: {
    title: 'Room in the quota',
    why: 'The next deployment, or the next pod of an autoscaler, is refused with "exceeded quota".',
    mend: 'Lower requests that are far above what is used; otherwise ask for more in tenants/<team>/<environment>.yaml of the GitOps repository.',
    link: {
      title: 'Runbook: a quota is reached',
      href: `${DOCS}/runbooks/quota-reached`,
    },
  },
  limitRange: {
    title: 'Defaults for containers',
    why: 'A container that forgets to say what it needs is refused, or takes memory until others are killed for it.',
    mend: 'Let the chart tenant declare the namespace: it brings defaults and maxima for containers.',
  },
  access: {
    title: 'Access of its team',
    why: 'At night, the people on call can look at nothing; or people see and change what is not theirs.',
    mend: 'Name the groups of the team in tenants/<team>/<environment>.yaml of the GitOps repository (access.groups), and take other bindings away.',
  },
};
