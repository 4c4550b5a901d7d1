import {
  createServer,
  IncomingMessage,
  request,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

/** How an upstream misbehaves. */
export interface Fault {
  /** Answers with this status. */
  status?: number;
  /** Answers with this body, as JSON. */
  body?: string;
  /** Takes the request and never answers. */
  hang?: boolean;
  /** Ends connections at once. */
  down?: boolean;
}

/** An HTTP proxy on loopback that passes everything on until it is told to fail. */
export type FaultyProxy = Awaited<ReturnType<typeof startFaultyProxy>>;

export async function startFaultyProxy(target: string) {
  let fault: Fault | undefined;
  const state = { requests: 0 };

  const misbehave = (res: ServerResponse, how: Fault) => {
    if (how.down) {
      res.socket?.destroy();
    } else if (!how.hang) {
      res
        .writeHead(how.status ?? 200, { 'content-type': 'application/json' })
        .end(how.body ?? '{"message": "told to fail"}');
    }
  };
  const passOn = (req: IncomingMessage, res: ServerResponse) => {
    const upstream = request(
      `${target}${req.url}`,
      { method: req.method, headers: req.headers },
      answer => {
        res.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(res);
      },
    );
    upstream.on('error', () => res.socket?.destroy());
    req.pipe(upstream);
  };
  const server = createServer((req, res) => {
    state.requests += 1;
    if (fault) {
      misbehave(res, fault);
    } else {
      passOn(req, res);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get requests() {
      return state.requests;
    },
    fail(how: Fault | undefined) {
      fault = how;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
