import { maskSecrets } from './maskSecret';

const secret = (fields: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a' },
  ...fields,
});

it('hides values and still shows which differ', () => {
  const { target, live } = maskSecrets(
    secret({ stringData: { same: 'a', other: 'b' } }),
    secret({ data: { same: 'YQ==', other: 'Yw==', extra: 'ZA==' } }),
  );
  expect(target).toEqual(
    secret({ data: { same: '++++++++', other: '++++++++' } }),
  );
  expect(live).toEqual(
    secret({
      data: { same: '++++++++', other: '+++++++++', extra: '++++++++' },
    }),
  );
});

it('leaves other objects alone', () => {
  const config = { ...secret({ data: { a: 'b' } }), kind: 'ConfigMap' };
  expect(maskSecrets(config, undefined)).toEqual({ target: config });
});
