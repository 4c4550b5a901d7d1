import { mockServices } from '@backstage/backend-test-utils';
import { z } from 'zod';
import type { CallTuning } from '../http/createCallPolicies';
import { type Credential, staticCredential } from '../http/Credential';
import { parseJson } from '../http/parseJson';
import type { UpstreamRequest } from '../http/UpstreamRequest';
import { UpstreamTransport } from '../http/UpstreamTransport';
import type { RequestRecord } from '../upstreams/UpstreamClient';
import { FaultServer } from './FaultServer';

const answer = z.object({ id: z.number() });

/** A transport's surroundings in a test: a server that misbehaves, what was recorded and logged. Call it in `describe`. */
export function useTransports() {
  const fixture = {
    secret: 'glpat-very-secret',
    server: undefined as unknown as FaultServer,
    records: [] as RequestRecord[],
    logger: mockServices.logger.mock(),
    transport,
  };
  const transports: UpstreamTransport[] = [];

  beforeAll(async () => {
    fixture.server = await FaultServer.start();
  });
  beforeEach(() => {
    fixture.server.reset();
    fixture.records.length = 0;
    jest.clearAllMocks();
    fixture.logger.child.mockReturnValue(fixture.logger);
  });
  afterEach(async () => {
    await Promise.all(transports.splice(0).map(each => each.close()));
  });
  afterAll(() => fixture.server.stop());

  function transport(
    options: {
      baseUrl?: string;
      timeoutMs?: number;
      maxConcurrency?: number;
      tuning?: Partial<CallTuning>;
      credential?: Credential;
    } = {},
  ) {
    const { server, secret } = fixture;
    const made = new UpstreamTransport({
      system: 'gitlab',
      config: {
        name: 'main',
        baseUrl: options.baseUrl ?? `${server.url}/gitlab`,
        webUrl: server.url,
        timeoutMs: options.timeoutMs ?? 5_000,
        maxConcurrency: options.maxConcurrency ?? 10,
      },
      credential:
        options.credential ??
        staticCredential({ 'private-token': secret }, secret),
      logger: fixture.logger,
      tuning: { retryBaseMs: 1, ...options.tuning },
      onRequest: record => fixture.records.push(record),
    });
    transports.push(made);
    return made;
  }

  return fixture;
}

/** A read whose answer is `{id: number}`. */
export function get(
  more: Partial<UpstreamRequest<{ id: number }>> = {},
): UpstreamRequest<{ id: number }> {
  return {
    operation: 'project',
    method: 'GET',
    path: '/api/v4/projects/1',
    parse: parseJson(answer),
    ...more,
  };
}

/** A write whose answer is `{id: number}`. */
export function post(more: Partial<UpstreamRequest<{ id: number }>> = {}) {
  return get({
    operation: 'createProject',
    method: 'POST',
    body: '{}',
    ...more,
  });
}
