import {
  MAX_SERVICES_PER_REQUEST,
  applicationsQuerySchema,
  applicationsResponseSchema,
} from './applicationsContract';

const parse = (service: unknown) =>
  applicationsQuerySchema.safeParse({ service });

describe('applicationsQuerySchema', () => {
  it('splits, trims and removes repeated names', () => {
    expect(parse('orders, billing,orders').data).toEqual({
      service: ['orders', 'billing'],
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty list', ''],
    ['a repeated parameter', ['orders', 'billing']],
    ['a name that is too short', 'ab'],
    ['a name that is too long', 'a'.repeat(41)],
    ['upper case', 'Orders'],
    ['a double hyphen', 'or--ders'],
    ['a hyphen at the end', 'orders-'],
    ['a digit at the start', '1orders'],
    ['Unicode', 'bestellüngen'],
    ['selector syntax', 'orders)'],
    ['a path', '../secret'],
    ['one bad name among good ones', 'orders,,billing'],
  ])('refuses %s', (_, value) => {
    expect(parse(value).success).toBe(false);
  });

  it(`takes ${MAX_SERVICES_PER_REQUEST} services and refuses one more`, () => {
    const names = Array.from(
      { length: MAX_SERVICES_PER_REQUEST },
      (_, i) => `service-${i}`,
    );
    expect(parse(names.join(',')).success).toBe(true);
    expect(parse([...names, 'service-x'].join(',')).success).toBe(false);
  });
});

describe('applicationsResponseSchema', () => {
  it('refuses a health that Argo CD does not know', () => {
    const answer = (health: string) => ({
      items: [
        {
          service: 'orders',
          environments: [
            {
              state: 'deployed',
              environment: 'dev',
              source: 'main',
              application: 'orders-dev',
              sync: 'Synced',
              health,
            },
          ],
        },
      ],
      notFound: [],
      sources: [{ name: 'main', state: 'ok', ageSeconds: 0 }],
    });
    expect(
      applicationsResponseSchema.safeParse(answer('Healthy')).success,
    ).toBe(true);
    expect(applicationsResponseSchema.safeParse(answer('Fine')).success).toBe(
      false,
    );
  });
});
