import { judgePodSecurity, podSecurityOf } from './judgePodSecurity';

const judge = (levels: Record<string, string>) =>
  judgePodSecurity(
    podSecurityOf(
      Object.fromEntries(
        Object.entries(levels).map(([mode, level]) => [
          `pod-security.kubernetes.io/${mode}`,
          level,
        ]),
      ),
    ),
  );

describe('judgePodSecurity', () => {
  it('is content with what is enforced, whatever is warned about', () => {
    expect(judge({ enforce: 'restricted' }).state).toBe('present');
    expect(judge({ enforce: 'restricted', warn: 'baseline' }).state).toBe(
      'present',
    );
  });

  it.each([
    [{}, 'No level is set'],
    [{ enforce: 'baseline' }, 'Only the level baseline'],
    [{ enforce: 'privileged' }, 'takes over its node'],
    [{ warn: 'restricted' }, 'only warned about, and let in'],
    [
      { warn: 'restricted', audit: 'restricted' },
      'only warned about and written down, and let in',
    ],
    [{ audit: 'restricted' }, 'only written down'],
    [{ enforce: 'Restricted' }, 'none that Kubernetes knows'],
    [{ enforce: '' }, 'No level is set'],
  ])('misses it with %j', (levels, says) => {
    const judgement = judge(levels);
    expect(judgement.state).toBe('missing');
    expect(judgement.says).toContain(says);
  });

  it('reads nothing but the levels', () => {
    expect(
      podSecurityOf({
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/enforce-version': 'latest',
        team: 'cabin',
      }),
    ).toEqual({ enforce: 'restricted' });
    expect(podSecurityOf(undefined)).toEqual({});
  });
});
