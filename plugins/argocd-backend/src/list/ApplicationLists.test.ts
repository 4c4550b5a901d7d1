import {
  applicationListQuerySchema,
  ApplicationSummary,
} from '@runway/plugin-argocd-common';
import { newRecord } from '../__testUtils__/FixedIndex';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { InMemoryApplicationIndex } from '../feed/InMemoryApplicationIndex';
import { ApplicationLists } from './ApplicationLists';

function listsOf(records: ApplicationRecord[]) {
  const index = new InMemoryApplicationIndex({ instances: ['main', 'other'] });
  const of = (instance: string) =>
    records.filter(({ summary }) => summary.instance === instance);
  index.replace('main', of('main'));
  index.replace('other', of('other'));
  const lists = new ApplicationLists({
    index,
    channels: { list: 'the-channel' },
  });
  return {
    index,
    list: (query: Record<string, string> = {}) =>
      lists.list(applicationListQuerySchema.parse(query)),
  };
}

const app = (
  service: string,
  environment: string,
  summary: Partial<ApplicationSummary> = {},
) => newRecord(service, environment, { summary });

const organisation = [
  app('orders', 'dev', { health: 'Degraded', team: 'sales' }),
  app('orders', 'production', { team: 'sales' }),
  app('billing', 'dev', { sync: 'OutOfSync', team: 'money' }),
  app('billing', 'production', { health: 'Progressing', team: 'money' }),
  app('argo', 'tools', {
    instance: 'other',
    service: undefined,
    team: undefined,
    environment: undefined,
  }),
];

describe('ApplicationLists', () => {
  const namesOf = (query: Record<string, string>) =>
    listsOf(organisation)
      .list(query)
      .items.map(({ name }) => name);

  it('answers all, by name, with facets, sources and channel', () => {
    const answer = listsOf(organisation).list();
    expect(answer.items.map(({ name }) => name)).toEqual([
      'argo-tools',
      'billing-dev',
      'billing-production',
      'orders-dev',
      'orders-production',
    ]);
    expect(answer).toMatchObject({ total: 5, channel: 'the-channel' });
    expect(answer.sources.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(answer.facets.team).toEqual([
      { value: 'money', count: 2 },
      { value: 'sales', count: 2 },
    ]);
    expect(answer.facets.health).toEqual([
      { value: 'Healthy', count: 3 },
      { value: 'Degraded', count: 1 },
      { value: 'Progressing', count: 1 },
    ]);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ q: 'ORD' }, ['orders-dev', 'orders-production']],
    [{ team: 'sales', health: 'Degraded' }, ['orders-dev']],
    [{ health: 'Degraded,Progressing' }, ['billing-production', 'orders-dev']],
    [{ instance: 'other' }, ['argo-tools']],
    [{ q: 'dev', environment: 'production' }, []],
  ])('narrows by %j', (query, names) => {
    expect(namesOf(query)).toEqual(names);
  });

  it.each<[Record<string, string>, string, string]>([
    [{ sort: 'health' }, 'orders-dev', 'orders-production'],
    [{ sort: 'sync' }, 'billing-dev', 'orders-production'],
    [{ sort: 'name', order: 'desc' }, 'orders-production', 'argo-tools'],
    [{ sort: 'team' }, 'billing-dev', 'argo-tools'],
    [{ sort: 'team', order: 'desc' }, 'orders-dev', 'argo-tools'],
  ])('sorts by %j, those without a value last', (query, first, last) => {
    const names = namesOf(query);
    expect([names[0], names.at(-1)]).toEqual([first, last]);
  });

  it('counts the values of a filter as if it were not there', () => {
    const { facets } = listsOf(organisation).list({
      team: 'sales',
      health: 'Degraded',
    });
    expect(facets.team).toEqual([{ value: 'sales', count: 1 }]);
    expect(facets.health).toEqual([
      { value: 'Degraded', count: 1 },
      { value: 'Healthy', count: 1 },
    ]);
    expect(facets.environment).toEqual([{ value: 'dev', count: 1 }]);
  });

  it('shows changes at once', () => {
    const { index, list } = listsOf(organisation);
    list();
    index.apply({
      type: 'changed',
      record: { ...app('aaa', 'dev'), resourceVersion: '2' },
    });
    expect(list().items[0].name).toBe('aaa-dev');
  });

  describe('at scale', () => {
    const long = 'x'.repeat(2_000);
    const { list } = listsOf(
      Array.from({ length: 10_000 }, (_, n) => {
        const number = String(n).padStart(5, '0');
        return app(`service-of-some-length-${number}`, 'production', {
          instance: n % 2 ? 'main' : 'other',
          project: `a-team-with-a-name-${n % 100}`,
          team: `a-team-with-a-name-${n % 100}`,
          health: 'Degraded',
          healthMessage: long,
          revision: 'a'.repeat(40),
          version: '1234abcd',
          deployedAt: '2026-11-22T10:00:00Z',
          operation: { phase: 'Failed', message: long },
        });
      }),
    );

    it('fits into 60 KB however unwell all are', () => {
      const answer = list({ limit: '100' });
      expect(answer.items).toHaveLength(100);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(60_000);
      expect(answer.items[99].healthMessage).toMatch(/^x+…$/);
      expect(answer.facets.team).toHaveLength(50);
    });

    it('always has the chosen value among the facets', () => {
      const { facets } = list({ team: 'a-team-with-a-name-99' });
      expect(facets.team).toHaveLength(50);
      expect(facets.team.map(({ value }) => value)).toContain(
        'a-team-with-a-name-99',
      );
    });

    it('pages without losing or repeating any', () => {
      const names = new Set<string>();
      for (let offset = 0; offset < 1_000; offset += 100) {
        list({
          limit: '100',
          offset: String(offset),
          sort: 'health',
        }).items.forEach(({ name }) => names.add(name));
      }
      expect(names.size).toBe(1_000);
    });
  });
});
