import { newRecord } from '../__testUtils__/FixedIndex';
import { InMemoryApplicationIndex } from '../feed/InMemoryApplicationIndex';
import { parseLabelSelector } from './labelSelector';
import { matchApplications } from './matchApplications';

const other = (name: string, project: string, instance = 'main') => ({
  ...newRecord('x', 'dev', {
    summary: { name, project, instance, service: undefined },
  }),
  labels: { app: name, tier: 'web' },
});

describe('matchApplications', () => {
  const index = new InMemoryApplicationIndex({ instances: ['main', 'eu'] });
  index.replace('main', [
    newRecord('orders', 'dev'),
    newRecord('billing', 'dev'),
    other('legacy', 'old'),
    other('legacy-jobs', 'old'),
  ]);
  index.replace('eu', [other('legacy', 'old', 'eu')]);

  const namesOf = (annotations: Record<string, string>) => {
    const { own, annotated } = matchApplications(
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'orders', annotations },
      },
      index,
    );
    return [own, annotated].map(records =>
      records.map(({ summary }) => `${summary.instance} ${summary.name}`),
    );
  };

  it.each<[Record<string, string>, string[][]]>([
    [{}, [['main orders-dev'], []]],
    [{ 'runway.aerq.io/service': 'billing' }, [['main billing-dev'], []]],
    [
      { 'argocd/app-name': 'legacy, orders-dev' },
      [['main orders-dev'], ['main legacy', 'eu legacy']],
    ],
    [
      { 'argocd/app-name': 'legacy', 'argocd/instance-name': 'eu' },
      [['main orders-dev'], ['eu legacy']],
    ],
    [
      { 'argocd/project-name': 'old', 'argocd/app-selector': 'app!=legacy' },
      [['main orders-dev'], ['main legacy-jobs']],
    ],
    [
      { 'argocd/project-name': 'old', 'argocd/app-namespace': 'elsewhere' },
      [['main orders-dev'], []],
    ],
    [{ 'argocd/app-selector': 'app in (' }, [['main orders-dev'], []]],
    [{ 'argocd/instance-name': 'eu' }, [['main orders-dev'], []]],
  ])('with %j', (annotations, names) => {
    expect(namesOf(annotations)).toEqual(names);
  });
});

describe('parseLabelSelector', () => {
  const labels = { app: 'orders', 'example.com/tier': 'web', empty: '' };

  it.each([
    ['app=orders', true],
    ['app==orders,example.com/tier=web', true],
    ['app=orders, example.com/tier=api', false],
    ['app!=billing', true],
    ['missing!=x', true],
    ['app in (billing, orders),empty=', true],
    ['app notin (orders)', false],
    ['missing notin (a)', true],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['toString', false],
  ])('%s', (selector, expected) => {
    expect(parseLabelSelector(selector)?.matches(labels)).toBe(expected);
  });

  it.each(['', 'a b', 'app in (a', '=x', 'app=a,'])(
    'refuses "%s"',
    selector => {
      expect(parseLabelSelector(selector)).toBeUndefined();
    },
  );
});
