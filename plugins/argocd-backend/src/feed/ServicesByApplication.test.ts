import { Entity } from '@backstage/catalog-model';
import { newRecord } from '../__testUtils__/FixedIndex';
import { matchApplications } from '../lane/matchApplications';
import { ApplicationRecord } from './ApplicationIndex';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { ServicesByApplication } from './ServicesByApplication';

const foreign = (name: string, project = 'old'): ApplicationRecord => ({
  ...newRecord('x', 'dev', { summary: { name, project, service: undefined } }),
  labels: { app: name, tier: 'web' },
});

const records = [
  newRecord('orders', 'dev'),
  newRecord('billing', 'dev'),
  foreign('legacy'),
  foreign('legacy-jobs'),
  foreign('other', 'new'),
];

const index = new InMemoryApplicationIndex({ instances: ['main'] });
index.replace('main', records);

describe('ServicesByApplication', () => {
  it.each<Record<string, string>>([
    {},
    { 'runway.aerq.io/service': 'billing' },
    { 'argocd/app-name': 'legacy, orders-dev' },
    { 'argocd/app-name': 'legacy', 'argocd/instance-name': 'main' },
    { 'argocd/app-name': 'legacy', 'argocd/instance-name': 'eu' },
    { 'argocd/app-name': 'legacy', 'argocd/app-namespace': 'elsewhere' },
    { 'argocd/app-name': 'legacy', 'argocd/app-selector': 'app!=legacy' },
    { 'argocd/project-name': 'old' },
    { 'argocd/project-name': 'old', 'argocd/app-selector': 'app!=legacy' },
    { 'argocd/app-selector': 'app=legacy' },
    { 'argocd/app-selector': 'tier, app in (legacy, other)' },
    { 'argocd/app-selector': 'tier' },
    { 'argocd/app-selector': '!tier' },
    { 'argocd/app-selector': 'app notin (legacy)' },
    { 'argocd/app-selector': 'app in (' },
    { 'argocd/app-selector': 'app in (', 'argocd/project-name': 'old' },
    { 'argocd/instance-name': 'main' },
  ])('finds from the other side what the lane shows, with %j', annotations => {
    const component = 'orders';
    const entity: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: component, annotations },
    };
    const services = new ServicesByApplication();
    services.add(component, annotations);
    const { own, annotated } = matchApplications(entity, index);
    const shown = [...own, ...annotated];
    const found = records.filter(record => services.of(record).has(component));
    // The label names the component's applications, whether or not the component says that its service is another one.
    const isOwnName = (record: ApplicationRecord) =>
      record.summary.service === component;
    expect(found.filter(record => !isOwnName(record))).toEqual(
      records.filter(record => shown.includes(record) && !isOwnName(record)),
    );
    expect(found).toEqual(expect.arrayContaining(shown));
  });

  it('names a component once, however often it says the same', () => {
    const services = new ServicesByApplication();
    services.add('shop', { 'argocd/app-selector': 'app in (legacy,legacy)' });
    services.add('shop', { 'argocd/app-name': 'legacy' });
    expect([...services.of(foreign('legacy'))]).toEqual(['shop']);
  });

  it('asks few of many thousand components', () => {
    const services = new ServicesByApplication();
    for (let n = 0; n < 5_000; n++) {
      const name = `shop-${n}`;
      services.add(name, {
        ...(n % 3 === 0 && { 'argocd/app-name': name }),
        ...(n % 3 === 1 && { 'argocd/app-selector': `app=${name}` }),
        ...(n % 3 === 2 && { 'argocd/project-name': name }),
        'argocd/instance-name': 'main',
      });
    }
    const { summary, ...rest } = foreign('shop-3');
    let asked = 0;
    const watched = {
      ...rest,
      summary: {
        ...summary,
        // Whoever is asked looks at it.
        get instance() {
          asked += 1;
          return 'main';
        },
      },
    };
    expect([...services.of(watched)]).toEqual(['shop-3']);
    expect(asked).toBe(1);
  });
});
