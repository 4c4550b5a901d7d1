import { factSchemas, type LimitRangeFact } from '../reading/clusterFacts';
import { describeLimitRange, judgeLimitRange } from './judgeLimitRange';

const range = (...limits: object[]): LimitRangeFact =>
  factSchemas.limitranges.parse({
    metadata: { name: 'tenant', namespace: 'cabin-dev' },
    spec: { limits: limits.map(limit => ({ type: 'Container', ...limit })) },
  });

const ofChart = {
  defaultRequest: { cpu: '50m', memory: '128Mi' },
  default: { memory: '256Mi' },
  max: { cpu: '4', memory: '8Gi' },
};

describe('judgeLimitRange', () => {
  it.each<[string, LimitRangeFact[]]>([
    ['what the chart gives', [range(ofChart)]],
    [
      'default limits, which are requests too',
      [range({ default: { cpu: '1', memory: '1Gi' } })],
    ],
    [
      'maxima, which are defaults too',
      [range({ max: { cpu: '1', memory: '1Gi' } })],
    ],
    [
      'several together',
      [
        range({ defaultRequest: { cpu: '1' } }),
        range({ default: { memory: '1Gi' } }),
      ],
    ],
  ])('is there with %s', (_, ranges) => {
    expect(judgeLimitRange(ranges).state).toBe('present');
  });

  it.each<[string, LimitRangeFact[], string]>([
    ['none', [], 'There is no LimitRange for containers'],
    [
      'one for pods and claims only',
      [
        range({ ...ofChart, type: 'Pod' }),
        range({ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }),
      ],
      'There is no LimitRange for containers',
    ],
    [
      'requests alone',
      [range({ defaultRequest: { cpu: '1', memory: '1Gi' } })],
      'no memory limit.',
    ],
    [
      'a minimum alone',
      [range({ min: { cpu: '1', memory: '1Gi' } })],
      'no CPU request, no memory request, no memory limit.',
    ],
  ])('is missing with %s', (_, ranges, says) => {
    const judgement = judgeLimitRange(ranges);
    expect(judgement.state).toBe('missing');
    expect(judgement.says).toContain(says);
  });

  it('is put into words', () => {
    expect(describeLimitRange(range(ofChart)).limits).toEqual([
      'Container: default limit memory 256Mi',
      'Container: default request cpu 50m, memory 128Mi',
      'Container: at most cpu 4, memory 8Gi',
    ]);
  });
});
