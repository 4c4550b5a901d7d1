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

type StreamFault = 'stall' | 'truncate';

/** An HTTP proxy on loopback that passes everything on until it is told to fail. */
export type FaultyProxy = Awaited<ReturnType<typeof startFaultyProxy>>;

export async function startFaultyProxy(target: string) {
  let fault: Fault | undefined;
  let streamFault: StreamFault | undefined;
  let token: string | undefined;
  let hold: ((path: string) => Promise<void>) | undefined;
  const streams = new Set<ServerResponse>();
  const state = { requests: 0, streamsBegun: 0 };

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
    const isStream = req.url!.includes('/stream/');
    if (isStream) {
      // From the request on: a stream answers when it has something to say.
      streams.add(res);
      state.streamsBegun += 1;
      res.on('close', () => streams.delete(res));
    }
    const upstream = request(
      `${target}${req.url}`,
      {
        method: req.method,
        headers: {
          ...req.headers,
          ...(token && { authorization: `Bearer ${token}` }),
        },
      },
      async answer => {
        if (!isStream) {
          await hold?.(req.url!);
        }
        if (res.writableEnded) {
          return;
        }
        res.writeHead(answer.statusCode!, answer.headers).flushHeaders();
        answer.on('data', (chunk: Buffer) => {
          if (!isStream || !streamFault) {
            res.write(chunk);
          } else if (streamFault === 'truncate') {
            res.write(chunk.subarray(0, chunk.length / 2), () =>
              res.socket?.destroy(),
            );
          }
        });
        answer.on('end', () => res.end());
      },
    );
    upstream.on('error', () => res.socket?.destroy());
    res.on('close', () => upstream.destroy());
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
    /** Passes requests on with another token, as when the portal's own has become that. */
    present(other: string | undefined) {
      token = other;
    },
    /** What happens to the chunks of streams, those that are open too: they are lost, or cut in half. */
    spoilStreams(how: StreamFault | undefined) {
      streamFault = how;
    },
    get streams() {
      return streams.size;
    },
    /** Those that have ended too. */
    get streamsBegun() {
      return state.streamsBegun;
    },
    /** Ends the streams that are open. */
    endStreams(how: 'properly' | 'abruptly') {
      streams.forEach(res =>
        how === 'properly' ? res.end() : res.socket?.destroy(),
      );
    },
    /** Called with the path of each request that is no stream, between the upstream's answer and its way on. */
    holdAnswers(how: ((path: string) => Promise<void>) | undefined) {
      hold = how;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
