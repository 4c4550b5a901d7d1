import { mockServices } from '@backstage/backend-test-utils';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../__testUtils__/failureOf';
import { createKubernetesCredential } from './createKubernetesCredential';

describe('createKubernetesCredential', () => {
  const logger = mockServices.logger.mock();
  const signal = new AbortController().signal;

  it('sends a token', async () => {
    const credential = createKubernetesCredential(
      { type: 'token', token: 'abc' },
      logger,
    );
    expect(await credential.headers(signal)).toEqual({
      authorization: 'Bearer abc',
    });
    expect(credential.refused()).toBe(false);
  });

  it('reads a token file again when the old token was refused', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'runway-k8s-'));
    const tokenFile = join(dir, 'token');
    await writeFile(tokenFile, 'first\n');
    const credential = createKubernetesCredential(
      { type: 'tokenFile', tokenFile },
      logger,
    );
    expect(await credential.headers(signal)).toEqual({
      authorization: 'Bearer first',
    });
    await writeFile(tokenFile, 'second');
    expect(await credential.headers(signal)).toEqual({
      authorization: 'Bearer first',
    });
    expect(credential.refused()).toBe(true);
    expect(await credential.headers(signal)).toEqual({
      authorization: 'Bearer second',
    });
    await rm(dir, { recursive: true });
  });

  it('asks Azure for the AKS server application and keeps the token', async () => {
    const getToken = jest.fn(async (_scope: string) => ({
      token: 'entra',
      expiresOnTimestamp: Date.now() + 3_600_000,
    }));
    const credential = createKubernetesCredential(
      { type: 'azure' },
      logger,
      async () => ({ getToken }),
    );
    await credential.headers(signal);
    expect(await credential.headers(signal)).toEqual({
      authorization: 'Bearer entra',
    });
    expect(getToken.mock.calls).toEqual([
      ['6dae42f8-4368-4678-94ff-3960e28e3630/.default'],
    ]);
  });

  it('says that Azure gave none', async () => {
    const credential = createKubernetesCredential(
      { type: 'azure' },
      logger,
      async () => ({
        getToken: () => Promise.reject(new Error('tenant 123 has no…')),
      }),
    );
    expect(await failureOf(credential.headers(signal))).toMatchObject({
      name: 'CredentialError',
      message: 'Azure gave no token (Error)',
    });
  });

  it('sends nothing where the certificate speaks', async () => {
    const credential = createKubernetesCredential(
      { type: 'clientCertificate', certificate: 'c', key: 'k' },
      logger,
    );
    expect(await credential.headers(signal)).toEqual({});
  });
});
