import nodeVault, { type client as VaultClient } from 'node-vault';
import { createTestContext, type TestContext } from '../../core/testContext';
import { createVault, type VaultSystem } from '../Vault';

let test: TestContext;
let vault: VaultSystem;
let root: VaultClient;

beforeEach(async () => {
  test = await createTestContext();
  vault = await createVault(test.context);
  await test.mount('vault', vault);
  root = nodeVault({
    endpoint: `${test.url}/vault`,
    token: vault.admin.createToken({ policies: ['root'], ttl: 0 }),
  });
});
afterEach(() => test.close());

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    cause => cause,
  );
  return {
    status: error?.response?.statusCode,
    errors: error?.response?.body?.errors,
    body: error?.response?.body,
  };
}

function patch(path: string, body: unknown, type: string) {
  return fetch(`${test.url}/vault/v1/${path}`, {
    method: 'PATCH',
    headers: { 'X-Vault-Token': root.token, 'Content-Type': type },
    body: JSON.stringify(body),
  });
}

const MERGE = 'application/merge-patch+json';

describe('KV version 2', () => {
  it('keeps versions and reads any of them', async () => {
    const first = await root.write('secret/data/a/b', { data: { n: 1 } });
    expect(first.data).toMatchObject({
      version: 1,
      destroyed: false,
      deletion_time: '',
      custom_metadata: null,
    });
    await root.write('secret/data/a/b', { data: { n: 2 } });
    expect((await root.read('secret/data/a/b')).data).toMatchObject({
      data: { n: 2 },
      metadata: { version: 2 },
    });
    expect(
      (await root.read('secret/data/a/b', { qs: {} } as never)).data.data,
    ).toEqual({ n: 2 });
    expect((await root.read('secret/data/a/b?version=1')).data.data).toEqual({
      n: 1,
    });
    expect(
      (await failure(root.read('secret/data/a/b?version=9'))).body,
    ).toEqual({ errors: [] });
  });

  it('checks and sets', async () => {
    await root.write('secret/data/a', { data: {}, options: { cas: 0 } });
    expect(
      await failure(
        root.write('secret/data/a', { data: {}, options: { cas: 0 } }),
      ),
    ).toMatchObject({
      status: 400,
      errors: ['check-and-set parameter did not match the current version'],
    });
    await root.write('secret/data/a', { data: {}, options: { cas: 1 } });
    await root.write('secret/metadata/a', { cas_required: true });
    expect(
      (await failure(root.write('secret/data/a', { data: {} }))).errors,
    ).toEqual(['check-and-set parameter required for this call']);
    expect(
      (await failure(root.write('secret/data/b', { value: 1 }))).errors,
    ).toEqual(['no data provided']);
  });

  it('deletes softly: 404 with metadata, undelete, destroy', async () => {
    await root.write('secret/data/a', { data: { n: 1 } });
    await root.delete('secret/data/a');
    const gone = await failure(root.read('secret/data/a'));
    expect(gone.status).toBe(404);
    expect(gone.body.data.data).toBeNull();
    expect(gone.body.data.metadata).toMatchObject({
      version: 1,
      destroyed: false,
    });
    expect(Date.parse(gone.body.data.metadata.deletion_time)).not.toBeNaN();

    await root.write('secret/undelete/a', { versions: [1] });
    expect((await root.read('secret/data/a')).data.data).toEqual({ n: 1 });
    await root.write('secret/delete/a', { versions: ['1'] });
    expect((await failure(root.read('secret/data/a'))).status).toBe(404);
    await root.write('secret/undelete/a', { versions: [1] });
    await root.write('secret/destroy/a', { versions: [1] });
    await root.write('secret/undelete/a', { versions: [1] });
    expect(
      (await failure(root.read('secret/data/a'))).body.data.metadata,
    ).toMatchObject({ destroyed: true });
    expect((await failure(root.write('secret/delete/a', {}))).errors).toEqual([
      'No version number provided',
    ]);
  });

  it('forgets the oldest versions beyond the limit', async () => {
    await root.write('secret/config', { max_versions: 2 });
    for (const n of [1, 2, 3]) {
      await root.write('secret/data/a', { data: { n } });
    }
    const metadata = (await root.read('secret/metadata/a')).data;
    expect(metadata).toMatchObject({ current_version: 3, oldest_version: 2 });
    expect(Object.keys(metadata.versions)).toEqual(['2', '3']);
    expect((await root.read('secret/config')).data).toEqual({
      cas_required: false,
      delete_version_after: '0s',
      max_versions: 2,
    });
  });

  it('keeps metadata apart from versions', async () => {
    await root.write('secret/metadata/a', {
      custom_metadata: { owner: 'cabin' },
      delete_version_after: '90m',
    });
    expect((await root.read('secret/metadata/a')).data).toMatchObject({
      current_version: 0,
      versions: {},
      custom_metadata: { owner: 'cabin' },
      delete_version_after: '1h30m0s',
    });
    expect((await failure(root.read('secret/data/a'))).status).toBe(404);
    const written = await root.write('secret/data/a', { data: {} });
    expect(Date.parse(written.data.deletion_time)).toBeGreaterThan(Date.now());

    const patched = await patch(
      'secret/metadata/a',
      { custom_metadata: { owner: null, run: '1' } },
      MERGE,
    );
    expect(patched.status).toBe(204);
    expect((await root.read('secret/metadata/a')).data.custom_metadata).toEqual(
      { run: '1' },
    );
    const { status, errors } = await failure(
      root.write('secret/metadata/a', {
        custom_metadata: { empty: '', long: 'x'.repeat(513) },
      }),
    );
    expect(status).toBe(400);
    expect(errors[0]).toMatch(/^2 errors occurred:/);
    await root.delete('secret/metadata/a');
    expect((await failure(root.read('secret/metadata/a'))).status).toBe(404);
  });

  it('merges patches', async () => {
    expect((await patch('secret/data/a', { data: {} }, MERGE)).status).toBe(
      404,
    );
    await root.write('secret/data/a', {
      data: { keep: 1, change: 1, remove: 1, deep: { a: 1, b: 2 } },
    });
    const body = { data: { change: 2, remove: null, deep: { b: null } } };
    expect(
      (await patch('secret/data/a', body, 'application/json')).status,
    ).toBe(415);
    expect((await patch('secret/data/a', body, MERGE)).status).toBe(200);
    expect((await root.read('secret/data/a')).data).toMatchObject({
      data: { keep: 1, change: 2, deep: { a: 1 } },
      metadata: { version: 2 },
    });
  });

  it('lists by LIST and by GET with list=true, folders with a slash', async () => {
    for (const path of ['a', 'a/b', 'a/c/d', 'z']) {
      await root.write(`secret/data/${path}`, { data: {} });
    }
    expect((await root.list('secret/metadata')).data.keys).toEqual([
      'a',
      'a/',
      'z',
    ]);
    expect((await root.list('secret/metadata/a')).data.keys).toEqual([
      'b',
      'c/',
    ]);
    expect(
      (await root.read('secret/metadata/a/c?list=true')).data.keys,
    ).toEqual(['d']);
    expect((await failure(root.list('secret/metadata/none'))).body).toEqual({
      errors: [],
    });
  });

  it('answers several LIST requests on one connection, and bodies that look like one', async () => {
    await root.write('secret/data/a', { data: { text: 'LIST /vault/v1' } });
    for (let n = 0; n < 3; n++) {
      expect((await root.list('secret/metadata')).data.keys).toEqual(['a']);
    }
    expect((await root.read('secret/data/a')).data.data.text).toBe(
      'LIST /vault/v1',
    );
  });

  it('hints at paths of version 1', async () => {
    const { status, body } = await failure(root.read('secret/a'));
    expect(status).toBe(404);
    expect(body.warnings[0]).toMatch(/^Invalid path for a versioned K\/V/);
  });

  it('tells the other systems what changed', async () => {
    const seen: string[] = [];
    test.context.events.on('vault:change', ({ path }) => seen.push(path));
    await root.write('secret/data/a', { data: {} });
    await root.write('secret/metadata/a', { max_versions: 1 });
    await root.delete('secret/metadata/a');
    expect(seen).toEqual([
      'secret/data/a',
      'secret/metadata/a',
      'secret/metadata/a',
    ]);
  });
});
