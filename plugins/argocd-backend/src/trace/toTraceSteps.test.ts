import type { TraceStep } from '@runway/plugin-argocd-common';
import { newRecord } from '../__testUtils__/FixedIndex';
import { toTraceSteps } from './toTraceSteps';
import type { TraceFindings } from './Traces';

const version = '3f2c1a9b';
const image = `registry.test/booking/fares:${version}`;
const answered = { gitlab: true, gitops: true, kubernetes: true };

const commit = {
  id: version.padEnd(40, '0'),
  shortId: version,
  title: 'Charge in euros',
  message: '',
  authorName: 'Noor Haddad',
  authorEmail: 'noor@aerq.example',
  createdAt: '2026-01-01T08:00:00.000+00:00',
  parentIds: [],
  webUrl: 'http://gitlab.test/c',
};
const request = {
  id: 1,
  iid: 42,
  title: 'Euros',
  description: '',
  state: 'merged' as const,
  sourceBranch: 'euros',
  targetBranch: 'main',
  labels: [],
  webUrl: 'http://gitlab.test/42',
  createdAt: '',
  mergedAt: '2026-01-01T09:00:00Z',
};
const pipeline = {
  id: 7,
  status: 'success',
  ref: 'main',
  sha: commit.id,
  webUrl: 'http://gitlab.test/7',
  createdAt: '2026-01-01T09:00:00Z',
  updatedAt: '2026-01-01T09:03:12Z',
};
const deployment = {
  id: 3,
  revision: 'f'.repeat(40),
  startedAt: '2026-01-01T09:04:00Z',
  deployedAt: '2026-01-01T09:04:20Z',
  by: 'automated',
};
const pod = (
  name: string,
  container: { image?: string; ready?: boolean; waiting?: string },
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  status: {
    conditions: [{ type: 'Ready', status: container.ready ? 'True' : 'False' }],
    containerStatuses: [
      {
        name: 'service',
        ready: Boolean(container.ready),
        restartCount: 0,
        image: container.image ?? image,
        imageID: 'registry.test/booking/fares@sha256:abc123',
        ...(container.waiting && {
          state: { waiting: { reason: container.waiting } },
        }),
      },
    ],
  },
});

const whole: TraceFindings = {
  version,
  environment: 'dev',
  commit,
  mergeRequests: [request],
  pipeline,
  deployment,
  gitopsCommit: { ...commit, title: 'Deploy fares' },
  record: newRecord('fares', 'dev', { summary: { version } }),
  pods: [pod('fares-1', { ready: true })] as TraceFindings['pods'],
  answered,
};

const step = (found: TraceFindings, kind: TraceStep['kind']) =>
  toTraceSteps(found).find(each => each.kind === kind)!;
const states = (found: TraceFindings) =>
  Object.fromEntries(
    toTraceSteps(found).map(({ kind, state }) => [kind, state]),
  );

describe('toTraceSteps', () => {
  it('tells the whole way in order', () => {
    const steps = toTraceSteps(whole);
    expect(steps.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'commit done',
      'merge-request done',
      'pipeline done',
      'image done',
      'gitops done',
      'sync done',
      'pods done',
    ]);
    expect(steps.map(({ title }) => title)).toEqual([
      'Charge in euros',
      '!42 Euros',
      'Pipeline 7: success',
      image,
      'Deploy fares',
      'Synced by Argo CD as deployment 3',
      '1 of 1 pods ready',
    ]);
    expect(step(whole, 'image').detail).toBe('sha256:abc123');
    expect(step(whole, 'pipeline').durationSeconds).toBe(192);
    expect(step(whole, 'sync').durationSeconds).toBe(20);
  });

  it('tells what is none from what is not known', () => {
    const nothing = { version, environment: 'dev', answered };
    expect(states({ ...nothing, record: whole.record, pods: [] })).toEqual({
      commit: 'absent',
      'merge-request': 'unknown',
      pipeline: 'unknown',
      image: 'unknown',
      gitops: 'absent',
      sync: 'absent',
      pods: 'absent',
    });
    expect(
      Object.values(
        states({
          ...nothing,
          answered: { gitlab: false, gitops: false, kubernetes: false },
        }),
      ),
    ).toEqual(Array(7).fill('unknown'));
    expect(
      states({ ...whole, mergeRequests: [], pipeline: undefined }),
    ).toMatchObject({ 'merge-request': 'absent', pipeline: 'absent' });
  });

  it.each([
    ['running', 'running'],
    ['waiting_for_resource', 'waiting'],
    ['failed', 'failed'],
    ['something new', 'failed'],
  ])('takes a pipeline that is %s for %s', (status, state) => {
    expect(
      step({ ...whole, pipeline: { ...pipeline, status } }, 'pipeline').state,
    ).toBe(state);
  });

  it.each([
    ['opened', 'waiting'],
    ['closed', 'failed'],
  ] as const)('takes a merge request that is %s for %s', (state, expected) => {
    expect(
      step(
        { ...whole, mergeRequests: [{ ...request, state }] },
        'merge-request',
      ).state,
    ).toBe(expected);
  });

  it('says which container keeps a pod from being ready', () => {
    const found = {
      ...whole,
      pods: [
        pod('fares-1', { ready: true }),
        pod('fares-2', { waiting: 'CrashLoopBackOff' }),
        pod('fares-old', { image: 'registry.test/booking/fares:00000000' }),
      ] as TraceFindings['pods'],
    };
    expect(step(found, 'pods')).toMatchObject({
      state: 'failed',
      title: '1 of 2 pods ready',
      detail: 'fares-2, container service: CrashLoopBackOff',
    });
    expect(step(found, 'image').state).toBe('done');
  });

  it('says that an image can not be pulled', () => {
    const found = {
      ...whole,
      pods: [
        pod('fares-1', { waiting: 'ImagePullBackOff' }),
      ] as TraceFindings['pods'],
    };
    expect(step(found, 'image')).toMatchObject({
      state: 'failed',
      title: `${image} can't be pulled`,
    });
  });

  it('follows a sync that is under way', () => {
    const record = newRecord('fares', 'dev', {
      summary: {
        version,
        operation: { phase: 'Running', message: 'one of three' },
      },
    });
    expect(
      step({ ...whole, deployment: undefined, record }, 'sync'),
    ).toMatchObject({ state: 'running', title: 'one of three' });
  });
});
