import type {
  Run,
  RunResource,
  RunStep,
} from '@runway/plugin-provisioning-common';

const STARTED = '2026-11-22T10:00:00.000Z';

/** The steps of a small template, with the statuses given in order; the others are to do. */
export function exampleSteps(...statuses: RunStep['status'][]): RunStep[] {
  return [
    'Create the repository',
    'Prepare the secrets',
    'Wait for Argo CD',
  ].map((name, index) => ({
    id: `step-${index + 1}`,
    name,
    status: statuses[index] ?? 'pending',
  }));
}

/** A repository, a Vault policy and the team's namespace, each with what a test changes. */
export function exampleResources(
  changes: Array<Partial<RunResource>> = [],
): RunResource[] {
  const resources: RunResource[] = [
    {
      id: '1',
      kind: 'gitlab-project',
      system: 'gitlab',
      instance: 'main',
      key: 'flight-ops/check-in-api',
      title: 'Service repository',
      url: 'https://gitlab.example.com/flight-ops/check-in-api',
      state: 'present',
      updatedAt: STARTED,
    },
    {
      id: '2',
      kind: 'vault-policy',
      system: 'vault',
      instance: 'main',
      key: 'flight-ops-check-in-api-dev',
      title: 'Right to read the secrets',
      environment: 'dev',
      state: 'present',
      updatedAt: STARTED,
    },
    {
      id: '3',
      kind: 'namespace',
      system: 'kubernetes',
      instance: 'dev',
      key: 'flight-ops-dev',
      title: 'Namespace of the team',
      environment: 'dev',
      state: 'shared',
      updatedAt: STARTED,
    },
  ];
  return resources.map((resource, index) => ({
    ...resource,
    ...changes[index],
  }));
}

/** A run of the template "API service", with what a test changes. */
export function exampleRun(changes: Partial<Run> = {}): Run {
  return {
    id: '0d9b3a5e-7c6f-4a52-9a55-0b0c4e1f2a3b',
    status: 'running',
    name: 'check-in-api',
    ownerRef: 'group:default/flight-ops',
    entityRef: 'component:default/check-in-api',
    templateRef: 'template:default/api-service',
    templateTitle: 'API service',
    requestedBy: 'user:default/mika',
    createdAt: STARTED,
    durationMs: 12_000,
    values: {},
    steps: exampleSteps('succeeded', 'running'),
    resources: exampleResources(),
    links: [],
    events: [
      {
        id: 1,
        at: STARTED,
        actor: 'user:default/mika',
        type: 'started',
        message: 'Started the run',
      },
    ],
    can: { retry: false, undo: true },
    ...changes,
  };
}
