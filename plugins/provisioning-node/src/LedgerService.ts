import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import {
  operationMessageSchema,
  type OperationMessage,
  type OperationRequest,
} from './operation';

/** The ledger of `provisioning-backend`, as scaffolder actions reach it. */
export interface LedgerService {
  /**
   * Carries out a step of a run. May be repeated: what exists is found again by the run's mark.
   *
   * @returns the step's output
   * @throws Error with the ledger's message when the step failed; ServiceUnavailableError when the connection broke
   */
  run(
    request: OperationRequest,
    options: { log(message: string): void; signal?: AbortSignal },
  ): Promise<JsonObject>;
}

/** Talks to `provisioning-backend`, wherever it runs. */
export class HttpLedgerService implements LedgerService {
  constructor(
    private readonly options: {
      discovery: DiscoveryService;
      auth: AuthService;
    },
  ) {}

  async run(
    request: OperationRequest,
    { log, signal }: Parameters<LedgerService['run']>[1],
  ): Promise<JsonObject> {
    const { discovery, auth } = this.options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'provisioning',
    });
    const response = await fetch(
      `${await discovery.getBaseUrl('provisioning')}/operations`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${token}`,
        },
        body: JSON.stringify(request),
        signal,
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    for await (const message of messagesOf(response)) {
      if (message.type === 'log') {
        log(message.message);
      } else if (message.type === 'output') {
        return message.output;
      } else if (message.type === 'error') {
        throw Object.assign(new Error(message.message), {
          name: message.name,
        });
      }
    }
    throw new ServiceUnavailableError(
      'The connection to provisioning broke before the step ended. Press Retry: what was made is found again.',
    );
  }
}

async function* messagesOf(
  response: Response,
): AsyncGenerator<OperationMessage> {
  const lines = createInterface({
    input: Readable.fromWeb(response.body as any),
    crlfDelay: Infinity,
  });
  for await (const line of lines) {
    if (line) {
      yield operationMessageSchema.parse(JSON.parse(line));
    }
  }
}
