import { type BindingFact, factSchemas } from '../reading/clusterFacts';
import { describeBinding, judgeAccess } from './judgeAccess';

const binding = (
  subjects: object[] | undefined,
  roleRef: object = { kind: 'Role', name: 'developer' },
): BindingFact =>
  factSchemas.rolebindings.parse({
    metadata: { name: 'access', namespace: 'cabin-dev' },
    roleRef,
    subjects,
  });

const group = (name: string) => ({ kind: 'Group', name });
const account = (name: string, namespace?: string) => ({
  kind: 'ServiceAccount',
  name,
  namespace,
});

describe('judgeAccess', () => {
  it.each<[string, BindingFact[]]>([
    ['a group', [binding([group('cabin')])]],
    ['a person', [binding([{ kind: 'User', name: 'ben.adeyemi' }])]],
    [
      'a group by the id of its identity provider',
      [binding([group('5f0c3a52-1c1f-4d3e-9f43-0d6f3a0c1b2d')])],
    ],
    [
      'a group beside accounts',
      [binding([account('ci')]), binding([group('cabin')])],
    ],
  ])('is there with %s', (_, bindings) => {
    expect(judgeAccess(bindings).state).toBe('present');
  });

  it.each<[string, BindingFact[], string]>([
    ['no binding', [], 'No RoleBinding names a group or person'],
    ['a binding for nobody', [binding(undefined)], 'No RoleBinding names'],
    ['accounts only', [binding([account('ci')])], 'No RoleBinding names'],
    [
      'groups of the cluster itself only',
      [binding([group('system:serviceaccounts:cabin-dev')])],
      'No RoleBinding names',
    ],
    [
      'everybody who is signed in',
      [
        binding([group('cabin')]),
        binding([group('system:authenticated')], {
          kind: 'ClusterRole',
          name: 'edit',
        }),
      ],
      'Everybody who gets into the cluster has access: RoleBinding "access" gives ClusterRole edit.',
    ],
    [
      'everybody who is not signed in',
      [binding([group('system:unauthenticated')])],
      'Everybody',
    ],
    [
      'every account of the cluster',
      [binding([group('system:serviceaccounts')])],
      'Everybody',
    ],
  ])('is missing with %s', (_, bindings, says) => {
    const judgement = judgeAccess(bindings);
    expect(judgement.state).toBe('missing');
    expect(judgement.says).toContain(says);
  });

  it('is put into words, with who may change things past Git', () => {
    expect(
      describeBinding(
        binding([group('cabin'), account('ci', 'runners'), account('app')], {
          kind: 'ClusterRole',
          name: 'edit',
        }),
      ),
    ).toEqual({
      name: 'access',
      role: 'ClusterRole edit',
      subjects: [
        'Group cabin',
        'ServiceAccount ci of namespace runners',
        'ServiceAccount app',
      ],
      changes: true,
    });
    // Only the name is the same.
    expect(
      describeBinding(binding([], { kind: 'Role', name: 'edit' })).changes,
    ).toBe(false);
  });
});
