import { factSchemas, type QuotaFact } from '../reading/clusterFacts';
import {
  describeQuota,
  fullestOf,
  judgeQuota,
  judgeQuotaRoom,
} from './judgeQuota';

const quota = (
  hard: Record<string, string>,
  used?: Record<string, string>,
  spec: object = {},
): QuotaFact =>
  factSchemas.resourcequotas.parse({
    metadata: { name: 'tenant', namespace: 'cabin-dev' },
    spec: { hard, ...spec },
    ...(used && { status: { hard, used } }),
  });

const COMPLETE = {
  'requests.cpu': '8',
  'requests.memory': '16Gi',
  'requests.storage': '50Gi',
  pods: '100',
};

describe('judgeQuota', () => {
  it.each<[string, QuotaFact[]]>([
    ['what the chart gives', [quota(COMPLETE)]],
    [
      'other names of the same',
      [
        quota({
          cpu: '8',
          'limits.memory': '16Gi',
          persistentvolumeclaims: '5',
          'count/pods': '10',
        }),
      ],
    ],
    [
      'several quotas together',
      [
        quota({ 'requests.cpu': '8', 'requests.memory': '16Gi' }),
        quota({
          pods: '10',
          'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
        }),
      ],
    ],
    ['a ban', [quota({ ...COMPLETE, 'requests.storage': '0' })]],
  ])('is there with %s', (_, quotas) => {
    expect(judgeQuota(quotas).state).toBe('present');
  });

  it.each<[string, QuotaFact[], string]>([
    ['no quota', [], 'There is no ResourceQuota'],
    ['an empty one', [quota({})], 'CPU, memory, storage and pods'],
    [
      'no limit for memory',
      [
        quota({
          'requests.cpu': '8',
          'requests.storage': '1Gi',
          pods: '3',
          'requests.nvidia.com/gpu': '1',
        }),
      ],
      'no limit for memory of',
    ],
    [
      'a quota for some pods only',
      [quota(COMPLETE, undefined, { scopes: ['BestEffort'] })],
      'CPU, memory, storage and pods',
    ],
    [
      'a quota for a priority only',
      [
        quota(COMPLETE, undefined, {
          scopeSelector: {
            matchExpressions: [
              {
                scopeName: 'PriorityClass',
                operator: 'In',
                values: ['high'],
              },
            ],
          },
        }),
      ],
      'CPU, memory, storage and pods',
    ],
  ])('is missing with %s', (_, quotas, says) => {
    const judgement = judgeQuota(quotas);
    expect(judgement.state).toBe('missing');
    expect(judgement.says).toContain(says);
  });
});

describe('judgeQuotaRoom', () => {
  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['exactly nine tenths', { pods: '10' }, { pods: '9' }, 'missing'],
    ['a little less', { pods: '1000' }, { pods: '899' }, 'present'],
    [
      'different units',
      { 'requests.memory': '8Gi' },
      { 'requests.memory': '7680Mi' },
      'missing',
    ],
    [
      'thousandths',
      { 'requests.cpu': '1' },
      { 'requests.cpu': '950m' },
      'missing',
    ],
    ['more than all', { pods: '5' }, { pods: '7' }, 'missing'],
    [
      'what is banned, and there is none',
      { pods: '10', 'services.nodeports': '0' },
      { pods: '1', 'services.nodeports': '0' },
      'present',
    ],
    [
      'what is banned, and there is some',
      { 'services.nodeports': '0' },
      { 'services.nodeports': '1' },
      'missing',
    ],
  ])('with %s', (_, hard, used, state) => {
    expect(judgeQuotaRoom([quota(hard, used)])?.state).toBe(state);
  });

  it('has nothing to say where nothing is counted', () => {
    expect(judgeQuotaRoom([])).toBeUndefined();
    expect(judgeQuotaRoom([quota(COMPLETE)])).toBeUndefined();
    expect(judgeQuotaRoom([quota({ pods: '0' })])).toBeUndefined();
    expect(
      judgeQuotaRoom([quota({ pods: 'many' }, { pods: '1' })]),
    ).toBeUndefined();
  });

  it('says what is short', () => {
    expect(
      judgeQuotaRoom([
        quota(
          { pods: '10', 'services.nodeports': '0', 'requests.cpu': '8' },
          { pods: '10', 'services.nodeports': '2', 'requests.cpu': '1' },
        ),
      ])?.says,
    ).toBe(
      'Nearly used up is pods: 10 of 10 (100 %) and services.nodeports: 2, and none is allowed. What goes beyond is refused.',
    );
  });
});

describe('describeQuota', () => {
  it('puts the fullest first, and takes no share of a ban', () => {
    const full = quota(
      { 'services.nodeports': '0', pods: '10', 'requests.cpu': '8' },
      { 'services.nodeports': '0', pods: '5', 'requests.cpu': '6' },
    );
    expect(describeQuota(full).resources).toEqual([
      { resource: 'requests.cpu', used: '6', hard: '8', ratio: 0.75 },
      { resource: 'pods', used: '5', hard: '10', ratio: 0.5 },
      { resource: 'services.nodeports', used: '0', hard: '0', ratio: null },
    ]);
    expect(fullestOf([full])?.resource).toBe('requests.cpu');
    expect(fullestOf([quota({ pods: '0' }, { pods: '0' })])).toBeUndefined();
  });

  it('tells what a quota is limited to', () => {
    expect(
      describeQuota(
        quota({ pods: '1' }, undefined, { scopes: ['Terminating'] }),
      ).scope,
    ).toBe('Terminating');
  });
});
