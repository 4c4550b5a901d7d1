import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTestContext, type TestContext } from '../core/testContext';
import { errorAnswer } from '../faults/errorAnswer';
import { createVault, type VaultSystem } from './Vault';

const contractsDir =
  process.env.RUNWAY_CONTRACTS ??
  resolve(__dirname, '../../../../../shared/contracts');
const file = join(contractsDir, 'vault-openapi.json');

// The published descriptions are data beside the project, not part of it.
const describeContract = existsSync(file) ? describe : describe.skip;

interface Call {
  /** As in the document. */
  path: string;
  method?: string;
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** The document has the schema of `data`, but of some answers as a whole. */
  whole?: boolean;
}

const kv = { kv_v2_mount_path: 'secret', path: 'team/service/dev' };
const auth = { kubernetes_mount_path: 'kubernetes-dev', name: 'team-service' };
const policy = 'path "secret/data/a" { capabilities = ["read"] }';

const CALLS: Call[] = [
  { path: '/sys/health' },
  { path: '/sys/seal-status', whole: true },
  { path: '/sys/leader', whole: true },
  { path: '/sys/init' },
  { path: '/sys/mounts' },
  { path: '/sys/mounts/{path}', params: { path: 'secret' } },
  { path: '/sys/mounts/{path}/tune', params: { path: 'secret' } },
  {
    path: '/sys/mounts/{path}',
    method: 'post',
    params: { path: 'team' },
    body: { type: 'kv', options: { version: '2' } },
  },
  { path: '/sys/auth' },
  {
    path: '/sys/auth/{path}',
    method: 'post',
    params: { path: 'kubernetes-dev' },
    body: { type: 'kubernetes' },
  },
  { path: '/sys/auth/{path}', params: { path: 'kubernetes-dev' } },
  { path: '/sys/auth/{path}/tune', params: { path: 'kubernetes-dev' } },
  {
    path: '/sys/policies/acl/{name}',
    method: 'post',
    params: { name: 'a' },
    body: { policy },
  },
  { path: '/sys/policies/acl/{name}', params: { name: 'a' } },
  { path: '/sys/policies/acl/', query: '?list=true' },
  {
    path: '/sys/policy/{name}',
    method: 'post',
    params: { name: 'b' },
    body: { policy },
  },
  { path: '/sys/policy/{name}', params: { name: 'b' } },
  { path: '/sys/policy' },
  { path: '/sys/policy/{name}', method: 'delete', params: { name: 'b' } },
  {
    path: '/sys/capabilities-self',
    method: 'post',
    body: { paths: ['secret/data/a'] },
  },
  { path: '/auth/token/create', method: 'post', body: { ttl: '1h' } },
  { path: '/auth/token/lookup-self' },
  { path: '/auth/token/accessors/', query: '?list=true' },
  {
    path: '/auth/{kubernetes_mount_path}/config',
    method: 'post',
    params: auth,
    body: { kubernetes_host: 'http://localhost/kubernetes/dev' },
  },
  { path: '/auth/{kubernetes_mount_path}/config', params: auth },
  {
    path: '/auth/{kubernetes_mount_path}/role/{name}',
    method: 'post',
    params: auth,
    body: {
      bound_service_account_names: ['service'],
      bound_service_account_namespaces: ['team-dev'],
    },
  },
  { path: '/auth/{kubernetes_mount_path}/role/{name}', params: auth },
  {
    path: '/auth/{kubernetes_mount_path}/role/',
    params: auth,
    query: '?list=true',
  },
  {
    path: '/{kv_v2_mount_path}/data/{path}',
    method: 'post',
    params: kv,
    body: { data: { a: 'b' } },
  },
  {
    path: '/{kv_v2_mount_path}/metadata/{path}',
    method: 'post',
    params: kv,
    body: { custom_metadata: { a: 'b' } },
  },
  { path: '/{kv_v2_mount_path}/data/{path}', params: kv },
  { path: '/{kv_v2_mount_path}/subkeys/{path}', params: kv },
  { path: '/{kv_v2_mount_path}/metadata/{path}', params: kv },
  {
    path: '/{kv_v2_mount_path}/metadata/{path}/',
    params: { ...kv, path: 'team' },
    query: '?list=true',
  },
  {
    path: '/{kv_v2_mount_path}/delete/{path}',
    method: 'post',
    params: kv,
    body: { versions: [1] },
  },
  {
    path: '/{kv_v2_mount_path}/undelete/{path}',
    method: 'post',
    params: kv,
    body: { versions: [1] },
  },
  {
    path: '/{kv_v2_mount_path}/destroy/{path}',
    method: 'post',
    params: kv,
    body: { versions: [1] },
  },
  {
    path: '/{kv_v2_mount_path}/config',
    method: 'post',
    params: kv,
    body: { max_versions: 5 },
  },
  { path: '/{kv_v2_mount_path}/config', params: kv },
  {
    path: '/{kv_v2_mount_path}/metadata/{path}',
    method: 'delete',
    params: kv,
  },
];

/** A request that is refused, and how. The document has no errors: their form is that of Vault's documentation. */
interface Refusal {
  status: number;
  method: string;
  path: string;
  body?: string;
  token?: string;
}

const REFUSALS: Refusal[] = [
  { status: 403, method: 'GET', path: '/secret/data/a', token: 'wrong' },
  { status: 403, method: 'GET', path: '/secret/data/a', token: '' },
  { status: 403, method: 'POST', path: '/secret/data/a', token: 'wrong' },
  { status: 404, method: 'GET', path: '/secret/data/none' },
  { status: 404, method: 'GET', path: '/secret/metadata/none' },
  { status: 404, method: 'GET', path: '/secret/metadata/none/?list=true' },
  { status: 404, method: 'GET', path: '/sys/policies/acl/none' },
  { status: 404, method: 'GET', path: '/auth/kubernetes-dev/role/none' },
  { status: 404, method: 'GET', path: '/none/data/a' },
  { status: 400, method: 'POST', path: '/secret/data/a', body: '{"x":1}' },
  {
    status: 400,
    method: 'POST',
    path: '/secret/data/cas',
    body: '{"data":{"a":"b"},"options":{"cas":7}}',
  },
  { status: 400, method: 'POST', path: '/secret/data/a', body: '{' },
  {
    status: 400,
    method: 'POST',
    path: '/sys/policies/acl/x',
    body: '{"policy":"path"}',
  },
  {
    status: 400,
    method: 'POST',
    path: '/auth/kubernetes-dev/role/x',
    body: '{}',
  },
  {
    status: 403,
    method: 'POST',
    path: '/auth/kubernetes-dev/login',
    body: '{"role":"team-service","jwt":"a.b.c"}',
    token: '',
  },
  { status: 405, method: 'PATCH', path: '/sys/health' },
];

describeContract(`answers keep to the contract ${file}`, () => {
  let test: TestContext;
  let vault: VaultSystem;
  let token: string;
  let document: any;
  let ajv: Ajv;

  beforeAll(async () => {
    document = JSON.parse(readFileSync(file, 'utf8'));
    ajv = addFormats(new Ajv({ strict: false, allErrors: true, logger: false }))
      // Go's notation, not that of ISO 8601.
      .addFormat('duration', /^(\d+h)?(\d+m)?\d+s$/)
      .addSchema(document, 'vault');
    test = await createTestContext();
    vault = await createVault(test.context);
    await test.mount('vault', vault);
    token = vault.admin.createToken({ policies: ['root'], ttl: 0 });
  });
  afterAll(() => test.close());

  /** What of an answer the document does not allow. */
  function problems(schema: string, call: Call, body: any) {
    const validate = ajv.getSchema(`vault${schema}`)!;
    // Vault prints empty maps as null, which the document does not say.
    const given = Object.entries<unknown>(call.whole ? body : body.data);
    validate(Object.fromEntries(given.filter(([, value]) => value !== null)));
    return validate.errors ?? [];
  }

  it.each(
    CALLS.map(call => [`${call.method ?? 'get'} ${call.path}`, call] as const),
  )('%s', async (_, call) => {
    const operation = document.paths[call.path][call.method ?? 'get'];
    const path = call.path.replace(
      /\{(\w+)\}/g,
      (__, name: string) => call.params![name],
    );
    const response = await fetch(
      `${test.url}/vault/v1${path}${call.query ?? ''}`,
      {
        method: (call.method ?? 'get').toUpperCase(),
        headers: { 'X-Vault-Token': token },
        body: call.body ? JSON.stringify(call.body) : undefined,
      },
    );
    const text = await response.text();
    expect([response.ok, text]).toEqual([true, text]);
    const schema =
      operation.responses[String(response.status)]?.content?.[
        'application/json'
      ]?.schema?.$ref;
    expect(schema ? problems(schema, call, JSON.parse(text)) : []).toEqual([]);
  });

  const refused = async ({ method, path, body, token: other }: Refusal) => {
    const response = await fetch(`${test.url}/vault/v1${path}`, {
      method,
      headers: {
        ...(other === '' ? {} : { 'X-Vault-Token': other ?? token }),
        ...(method === 'PATCH' && {
          'Content-Type': 'application/merge-patch+json',
        }),
      },
      body,
    });
    return { status: response.status, body: await response.json() };
  };

  it.each(REFUSALS)('$status for $method $path $body $token', async call => {
    const answer = await refused(call);
    expect(answer).toEqual({
      status: call.status,
      body: { errors: expect.any(Array) },
    });
    // Vault says why, except that there is nothing.
    expect(answer.body.errors).toHaveLength(
      call.status === 404 && !call.path.startsWith('/none') ? 0 : 1,
    );
    expect(answer.body.errors.join('')).not.toContain(token);
  });

  it('503 while it is sealed, in the words of its health too', async () => {
    vault.admin.seal();
    try {
      expect(
        await refused({ status: 503, method: 'GET', path: '/secret/data/a' }),
      ).toEqual({ status: 503, body: { errors: ['Vault is sealed'] } });
      const health = await refused({
        status: 503,
        method: 'GET',
        path: '/sys/health',
      });
      expect(health).toMatchObject({ status: 503, body: { sealed: true } });
      expect(document.paths['/sys/health'].get.responses).toHaveProperty('503');
    } finally {
      vault.admin.unseal();
    }
  });

  it.each([400, 403, 404, 412, 422, 429, 500, 502, 503])(
    '%i on demand',
    status => {
      const { body } = errorAnswer(status, {
        system: 'vault',
        method: 'GET',
        git: false,
      });
      expect(body).toEqual({ errors: [expect.any(String)] });
    },
  );
});
