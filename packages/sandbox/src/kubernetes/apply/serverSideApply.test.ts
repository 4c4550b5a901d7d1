import type { KubernetesObject } from '../../core/SandboxContext';
import { builtinSchema } from '../schema/builtinSchemas';
import { applyConfiguration, recordUpdate } from './ManagedFields';

const schema = builtinSchema('apps', 'v1', 'Deployment')!;
const manager = (name: string) => ({
  name,
  apiVersion: 'apps/v1',
  time: '2026-01-01T00:00:00Z',
});

function deployment(spec: object, metadata: object = {}): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', ...metadata },
    spec,
  };
}
const containers = (...list: object[]) => ({
  template: { spec: { containers: list } },
});
const apply = (
  live: KubernetesObject | undefined,
  name: string,
  configuration: KubernetesObject,
  force = false,
) => applyConfiguration(schema, live, configuration, manager(name), force);
const owners = ({ metadata }: KubernetesObject) =>
  Object.fromEntries(
    metadata.managedFields.map(
      (entry: { manager: string; fieldsV1: object }) => [
        entry.manager,
        entry.fieldsV1,
      ],
    ),
  );

describe('server-side apply', () => {
  it('merges keyed lists item by item', () => {
    const first = apply(
      undefined,
      'chart',
      deployment(
        containers({
          name: 'main',
          image: 'a:1',
          ports: [{ containerPort: 80 }],
        }),
      ),
    );
    const second = apply(
      first,
      'injector',
      deployment(
        containers(
          { name: 'main', ports: [{ containerPort: 9090 }] },
          { name: 'proxy', image: 'proxy:1' },
        ),
      ),
    );
    expect(second.spec.template.spec.containers).toEqual([
      {
        name: 'main',
        image: 'a:1',
        ports: [{ containerPort: 80 }, { containerPort: 9090 }],
      },
      { name: 'proxy', image: 'proxy:1' },
    ]);
    expect(owners(second).injector).toEqual({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"main"}': {
                '.': {},
                'f:name': {},
                'f:ports': {
                  'k:{"containerPort":9090,"protocol":"TCP"}': {
                    '.': {},
                    'f:containerPort': {},
                  },
                },
              },
              'k:{"name":"proxy"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
              },
            },
          },
        },
      },
    });
  });

  it('removes what its manager no longer applies, but not what others own', () => {
    const live = apply(
      apply(
        undefined,
        'chart',
        deployment(
          {
            replicas: 2,
            ...containers(
              { name: 'main', image: 'a:1' },
              { name: 'old', image: 'b:1' },
            ),
          },
          { labels: { team: 'crew', tier: 'web' } },
        ),
      ),
      'autoscaler',
      deployment({ replicas: 2 }),
    );
    const next = apply(
      live,
      'chart',
      deployment(containers({ name: 'main', image: 'a:1' }), {
        labels: { team: 'crew' },
      }),
    );
    expect(next.metadata.labels).toEqual({ team: 'crew' });
    expect(next.spec.replicas).toBe(2);
    expect(next.spec.template.spec.containers).toEqual([
      { name: 'main', image: 'a:1' },
    ]);
    expect(
      apply(next, 'autoscaler', deployment({})).spec.replicas,
    ).toBeUndefined();
  });

  it('shares a field when both want the same value', () => {
    const live = apply(undefined, 'a', deployment({ replicas: 1 }));
    const shared = apply(live, 'b', deployment({ replicas: 1 }));
    expect(Object.keys(owners(shared))).toEqual(['a', 'b']);
    expect(apply(shared, 'a', deployment({})).spec.replicas).toBe(1);
  });

  it('names every conflict', () => {
    const live = apply(
      undefined,
      'a',
      deployment({
        replicas: 1,
        ...containers({ name: 'main', image: 'a:1' }),
      }),
    );
    const other = deployment({
      replicas: 2,
      ...containers({ name: 'main', image: 'a:2' }),
    });
    expect(() => apply(live, 'b', other)).toThrow(
      'Apply failed with 2 conflicts: conflicts with "a":\n- .spec.replicas\n- .spec.template.spec.containers[name="main"].image',
    );
    const forced = apply(live, 'b', other, true);
    expect(forced.spec.replicas).toBe(2);
    expect(owners(forced).a['f:spec']['f:replicas']).toBeUndefined();
  });

  it('treats atomic values as one', () => {
    const selector = (labels: object) =>
      deployment({ selector: { matchLabels: labels } });
    const live = apply(undefined, 'a', selector({ app: 'api', tier: 'web' }));
    expect(apply(live, 'a', selector({ app: 'api' })).spec.selector).toEqual({
      matchLabels: { app: 'api' },
    });
    expect(owners(live).a).toEqual({ 'f:spec': { 'f:selector': {} } });
  });
});

describe('other updates', () => {
  it('take the fields they change from their managers', () => {
    const live = apply(
      undefined,
      'chart',
      deployment({ replicas: 1, paused: true }),
    );
    const scaled = recordUpdate(
      schema,
      live,
      { ...live, spec: { ...live.spec, replicas: 5 } },
      { ...manager('kubectl'), subresource: 'scale' },
    );
    expect(owners(scaled)).toEqual({
      chart: { 'f:spec': { 'f:paused': {} } },
      kubectl: { 'f:spec': { 'f:replicas': {} } },
    });
    expect(() =>
      apply(scaled, 'chart', deployment({ replicas: 1, paused: true })),
    ).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });

  it('leave no trace when nothing changes', () => {
    const live = apply(undefined, 'chart', deployment({ replicas: 1 }));
    expect(recordUpdate(schema, live, live, manager('other'))).toBe(live);
  });
});
