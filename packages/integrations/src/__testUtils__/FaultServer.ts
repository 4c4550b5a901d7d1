import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server treats one request. */
export type Behaviour =
  | { status?: number; headers?: Record<string, string>; json: unknown }
  | {
      status?: number;
      headers?: Record<string, string>;
      text: string;
      type: string;
    }
  | { fault: 'hang' }
  /** Closes the connection without an answer. */
  | { fault: 'reset' }
  /** Promises more bytes than it sends, then closes. */
  | { fault: 'truncated' }
  /** Ends the answer regularly in the middle of the JSON. */
  | { fault: 'half-json' }
  | ((request: ReceivedRequest, response: ServerResponse) => void);

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An upstream on loopback that misbehaves as told. */
export class FaultServer {
  readonly requests: ReceivedRequest[] = [];
  /** What it does once the queue is empty. */
  otherwise: Behaviour = { json: {} };
  /** Most requests that were under way at the same time. */
  peak = 0;
  #underWay = 0;
  #queue: Behaviour[] = [];
  #server: Server;

  static async start(): Promise<FaultServer> {
    const fault = new FaultServer();
    await new Promise<void>(resolve =>
      fault.#server.listen(0, 'localhost', resolve),
    );
    return fault;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      this.#underWay++;
      this.peak = Math.max(this.peak, this.#underWay);
      response.once('close', () => this.#underWay--);
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const received = {
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.requests.push(received);
        behave(this.#queue.shift() ?? this.otherwise, received, response);
      });
    });
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What it does with the next requests, one each. */
  next(...behaviours: Behaviour[]) {
    this.#queue.push(...behaviours);
  }

  /** Forgets what happened and what was planned. */
  reset() {
    this.requests.length = 0;
    this.#queue = [];
    this.otherwise = { json: {} };
    this.peak = 0;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

function behave(
  behaviour: Behaviour,
  request: ReceivedRequest,
  response: ServerResponse,
) {
  if (typeof behaviour === 'function') {
    behaviour(request, response);
    return;
  }
  if ('fault' in behaviour) {
    misbehave(behaviour.fault, response);
    return;
  }
  const [type, body] =
    'json' in behaviour
      ? ['application/json', JSON.stringify(behaviour.json)]
      : [behaviour.type, behaviour.text];
  response.writeHead(behaviour.status ?? 200, {
    'content-type': type,
    ...behaviour.headers,
  });
  response.end(body);
}

function misbehave(
  fault: Extract<Behaviour, { fault: string }>['fault'],
  response: ServerResponse,
) {
  const half = '{"id": 1, "name": "led';
  switch (fault) {
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'truncated':
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': '1000',
      });
      response.write(half, () => response.socket?.destroy());
      break;
    case 'half-json':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(half);
      break;
    default:
      // Hangs until the client or the test goes away.
      break;
  }
}
