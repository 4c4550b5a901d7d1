import type {
  Change,
  ChangeItem,
  ChangePlan,
} from '@runway/plugin-provisioning-common';

const REQUESTED = '2026-11-22T10:00:00.000Z';

/** A repository that is archived, an application that goes, a data store that is kept, and the catalog entry. */
export function exampleItems(...states: ChangeItem['state'][]): ChangeItem[] {
  const items: Array<Omit<ChangeItem, 'state'>> = [
    {
      id: 'application',
      kind: 'argocd-application',
      system: 'argocd',
      instance: 'main',
      key: 'check-in-api-dev',
      title: 'Application',
      environment: 'dev',
      effect: 'delete',
      data: false,
    },
    {
      id: 'secrets',
      kind: 'vault-secret',
      system: 'vault',
      instance: 'main',
      key: 'flight-ops/check-in-api',
      title: 'Secrets of the service',
      effect: 'keep',
      because: 'Nobody can bring back these values.',
      data: true,
    },
    {
      id: 'repository',
      kind: 'gitlab-project',
      system: 'gitlab',
      instance: 'main',
      key: 'flight-ops/check-in-api',
      title: 'Service repository',
      url: 'https://gitlab.example.com/flight-ops/check-in-api',
      effect: 'archive',
      because: 'Its history stays readable.',
      data: false,
    },
    {
      id: 'entry',
      kind: 'catalog-location',
      system: 'catalog',
      instance: 'main',
      key: 'component:default/check-in-api',
      title: 'Catalog entry',
      effect: 'delete',
      data: false,
    },
  ];
  return items.map((item, index) => ({
    ...item,
    state: states[index] ?? 'planned',
  }));
}

const approvals: Change['approvals'] = [
  {
    role: 'owner',
    title: 'A member of flight-ops',
    groups: ['group:default/flight-ops'],
  },
  {
    role: 'platform',
    title: 'A platform engineer',
    groups: ['group:default/platform'],
  },
];

const files: Change['files'] = [
  {
    repository: 'platform/gitops',
    path: 'apps/check-in-api/dev.yaml',
    change: 'delete',
  },
];

/** What taking down check-in-api would do. */
export function examplePlan(changes: Partial<ChangePlan> = {}): ChangePlan {
  return {
    kind: 'decommission',
    entityRef: 'component:default/check-in-api',
    name: 'check-in-api',
    ownerRef: 'group:default/flight-ops',
    items: exampleItems(),
    files,
    approvals,
    checks: [
      {
        id: 'dependants',
        title: 'Nobody depends on it',
        status: 'ok',
        message: 'No component names it.',
        durationMs: 3,
      },
    ],
    ok: true,
    ...changes,
  };
}

/** A decommission that waits for both approvals; this person may give one of them. */
export function exampleChange(changes: Partial<Change> = {}): Change {
  return {
    id: 'change-1',
    kind: 'decommission',
    status: 'awaiting-approval',
    name: 'check-in-api',
    entityRef: 'component:default/check-in-api',
    ownerRef: 'group:default/flight-ops',
    requestedBy: 'user:default/sara',
    reason: 'Replaced by the new check-in.',
    createdAt: REQUESTED,
    items: exampleItems(),
    files,
    approvals,
    mergeRequest: {
      title: '!12 Take down check-in-api',
      url: 'https://gitlab.example.com/platform/gitops/-/merge_requests/12',
      state: 'opened',
    },
    waitingFor:
      'The approval of a member of flight-ops and a platform engineer.',
    events: [
      {
        id: 1,
        at: REQUESTED,
        actor: 'user:default/sara',
        type: 'opened',
        message: 'Opened the merge request',
      },
    ],
    can: { approve: ['owner'], reject: true, cancel: true, retry: false },
    ...changes,
  };
}
