import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import selfsigned from 'selfsigned';
import { failureOf } from '../__testUtils__/failureOf';
import { get } from '../__testUtils__/useTransports';
import type { TlsOptions } from './createDispatcher';
import { noCredential } from './Credential';
import { UpstreamTransport } from './UpstreamTransport';

const certificateFor = (name: string) =>
  selfsigned.generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });

describe('TLS', () => {
  const ofServer = certificateFor('cluster');
  const ofPortal = certificateFor('portal');
  const logger = mockServices.logger.mock();
  let server: Server;
  let people: Array<string | undefined>;

  beforeAll(async () => {
    logger.child.mockReturnValue(logger);
    server = createServer(
      {
        key: ofServer.private,
        cert: ofServer.cert,
        ca: ofPortal.cert,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (incoming, response) => {
        const peer = (incoming.socket as TLSSocket).getPeerCertificate();
        people.push(peer.subject?.CN as string | undefined);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"id": 1}');
      },
    );
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  });
  beforeEach(() => {
    people = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  async function request(tls: TlsOptions) {
    const baseUrl = `https://localhost:${
      (server.address() as AddressInfo).port
    }`;
    const transport = new UpstreamTransport({
      system: 'kubernetes',
      config: {
        name: 'dev',
        baseUrl,
        webUrl: baseUrl,
        timeoutMs: 5_000,
        maxConcurrency: 1,
      },
      credential: noCredential,
      logger,
      tls,
    });
    try {
      return await transport.request(get());
    } finally {
      await transport.close();
    }
  }

  it('trusts no unknown authority, and does not try again', async () => {
    const error = await failureOf(request({}));
    expect(error).toMatchObject({
      name: 'ServiceUnavailableError',
      retryable: false,
      outcomeUnknown: false,
    });
    expect(error.message).toContain('its TLS certificate was refused');
    expect(people).toEqual([]);
  });

  it('trusts the authority of the configuration', async () => {
    await expect(request({ ca: ofServer.cert })).resolves.toEqual({ id: 1 });
    expect(people).toEqual([undefined]);
  });

  it('shows the certificate of the portal', async () => {
    await request({
      ca: ofServer.cert,
      cert: ofPortal.cert,
      key: ofPortal.private,
    });
    expect(people).toEqual(['portal']);
  });
});
