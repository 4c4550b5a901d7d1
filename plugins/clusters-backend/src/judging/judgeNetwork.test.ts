import { factSchemas, type PolicyFact } from '../reading/clusterFacts';
import { describePolicy, judgeDefaultDeny } from './judgeNetwork';

const policy = (name: string, spec: object): PolicyFact =>
  factSchemas.networkpolicies.parse({
    metadata: { name, namespace: 'cabin-dev' },
    spec,
  });

const both = ['Ingress', 'Egress'];
const denyAll = policy('deny', { podSelector: {}, policyTypes: both });
const named = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

describe('judgeDefaultDeny', () => {
  it.each([
    ['one policy for both directions', [denyAll]],
    [
      'one for each direction',
      [
        policy('in', { podSelector: {} }),
        policy('out', { podSelector: {}, policyTypes: ['Egress'] }),
      ],
    ],
    [
      'policies about all pods that open only something',
      [
        policy('dns', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [named('kube-system')], ports: [{ port: 53 }] }],
        }),
        policy('ingress', {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ from: [named('ingress-nginx')] }],
        }),
      ],
    ],
    [
      'a port that is open to everybody',
      [
        denyAll,
        policy('metrics', {
          podSelector: {},
          ingress: [{ ports: [{ port: 9090 }] }],
        }),
      ],
    ],
    [
      'some pods that are open to everybody on purpose',
      [
        denyAll,
        policy('public', {
          podSelector: { matchLabels: { app: 'web' } },
          ingress: [{}],
        }),
      ],
    ],
    [
      'every pod of the same namespace',
      [
        denyAll,
        policy('own', {
          podSelector: {},
          ingress: [{ from: [{ podSelector: {} }] }],
        }),
      ],
    ],
    [
      'an empty list of expressions, which selects all',
      [
        policy('all', {
          podSelector: { matchLabels: {}, matchExpressions: [] },
          policyTypes: both,
        }),
      ],
    ],
    [
      'the whole internet without the cluster',
      [
        denyAll,
        policy('web', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [
            {
              to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }],
            },
          ],
        }),
      ],
    ],
  ])('is there with %s', (_, policies) => {
    expect(judgeDefaultDeny(policies)).toEqual({
      state: 'present',
      says: expect.stringContaining('but what a policy allows'),
    });
  });

  it.each<[string, PolicyFact[], string]>([
    ['no policy', [], 'called from everywhere: no policy about all pods'],
    [
      'only what comes in denied, as without policyTypes',
      [policy('in', { podSelector: {} })],
      'Any pod may call everything: no policy about all pods denies what goes out.',
    ],
    [
      'only what goes out denied',
      [policy('out', { podSelector: {}, policyTypes: ['Egress'] })],
      'Any pod may be called from everywhere',
    ],
    [
      'policies about some pods',
      [
        policy('web', {
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: both,
        }),
      ],
      'from everywhere, except those selected by policy "web"',
    ],
    [
      'policies about pods with an expression',
      [
        policy('web', {
          podSelector: {
            matchExpressions: [{ key: 'app', operator: 'Exists' }],
          },
          policyTypes: both,
        }),
      ],
      'except those selected by policy "web"',
    ],
    [
      'another policy that opens everything again',
      [denyAll, policy('open', { podSelector: {}, ingress: [{}] })],
      'Any pod may be called from everywhere: policy "open" allows it.',
    ],
    [
      'an empty list of peers, which is everybody',
      [denyAll, policy('open', { podSelector: {}, ingress: [{ from: [] }] })],
      'policy "open" allows it',
    ],
    [
      'all addresses',
      [
        denyAll,
        policy('out', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
        }),
        policy('out6', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr: '::/0' } }] }],
        }),
      ],
      'Any pod may call everything: policies "out" and "out6" allow it.',
    ],
    [
      'every namespace',
      [
        denyAll,
        policy('neighbours', {
          podSelector: {},
          ingress: [{ from: [{ namespaceSelector: {} }] }],
        }),
      ],
      'Any pod may be called from every namespace: policy "neighbours" allows it.',
    ],
  ])('is missing with %s', (_, policies, says) => {
    const judgement = judgeDefaultDeny(policies);
    expect(judgement.state).toBe('missing');
    expect(judgement.says).toContain(says);
  });
});

describe('describePolicy', () => {
  it('says nothing of a direction that the policy leaves alone, and "nothing" of one that it closes', () => {
    expect(describePolicy(policy('in', { podSelector: {} }))).toEqual({
      name: 'in',
      pods: 'All pods',
      ingress: [],
    });
    expect(describePolicy(denyAll)).toMatchObject({ ingress: [], egress: [] });
  });

  it('puts peers and ports into words', () => {
    expect(
      describePolicy(
        policy('web', {
          podSelector: {
            matchLabels: { app: 'web' },
            matchExpressions: [
              { key: 'tier', operator: 'In', values: ['a', 'b'] },
              { key: 'zone', operator: 'NotIn', values: ['c'] },
              { key: 'old', operator: 'DoesNotExist' },
            ],
          },
          ingress: [
            {},
            { from: [named('ingress-nginx'), named('monitoring')] },
            {
              from: [
                {
                  ...named('cabin-dev'),
                  podSelector: { matchLabels: { app: 'seat-map' } },
                },
                { podSelector: {} },
                { namespaceSelector: { matchLabels: { team: 'cabin' } } },
              ],
              ports: [
                { protocol: 'TCP', port: 8080 },
                { port: 'metrics' },
                { protocol: 'UDP', port: 30_000, endPort: 30_100 },
                { protocol: 'SCTP' },
              ],
            },
          ],
          egress: [
            {
              to: [
                {
                  ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
                },
              ],
            },
          ],
        }),
      ),
    ).toEqual({
      name: 'web',
      pods: 'Pods with app=web, tier in (a, b), zone not in (c), old is not set',
      ingress: [
        'anywhere',
        'namespace ingress-nginx and namespace monitoring',
        'pods with app=seat-map of namespace cabin-dev, every pod of this namespace and namespaces with team=cabin at TCP 8080, TCP metrics, UDP 30000-30100, any SCTP',
      ],
      egress: ['10.0.0.0/8 except 10.1.0.0/16'],
    });
  });
});
