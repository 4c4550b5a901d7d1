import type { Response } from 'express';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { gitEnvironment } from '../../git/gitEnvironment';

export interface BackendRequest {
  /** Bare repository. */
  directory: string;
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  service: string;
  method: string;
  query: string;
  headers: {
    contentType?: string;
    contentEncoding?: string;
    gitProtocol?: string;
  };
  /** Who is signed in; Git accepts a push only from somebody. */
  user?: string;
  /** Bytes of the body that were read already. */
  head?: Buffer;
  body: Readable;
  env?: Record<string, string>;
  /** `-c name=value` for this run. */
  config?: string[];
  log(message: string): void;
}

/**
 * Serves one request with `git http-backend` as a CGI program. Resolves when Git has ended and its answer is written,
 * but leaves the answer open: what a push sets off is done before the client hears the end of it.
 */
export function runHttpBackend(
  request: BackendRequest,
  response: Response,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'git',
      [
        ...(request.config ?? []).flatMap(setting => ['-c', setting]),
        'http-backend',
      ],
      {
        env: {
          ...gitEnvironment(),
          GIT_PROJECT_ROOT: request.directory,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: `/${request.service}`,
          REQUEST_METHOD: request.method,
          QUERY_STRING: request.query,
          CONTENT_TYPE: request.headers.contentType ?? '',
          HTTP_CONTENT_ENCODING: request.headers.contentEncoding ?? '',
          GIT_PROTOCOL: request.headers.gitProtocol ?? '',
          REMOTE_USER: request.user ?? '',
          REMOTE_ADDR: '127.0.0.1',
          ...request.env,
        },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    let header: Buffer | undefined = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!header) {
        write(chunk);
        return;
      }
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf('\r\n\r\n');
      if (end >= 0) {
        sendHeaders(response, header.subarray(0, end).toString());
        const rest = header.subarray(end + 4);
        header = undefined;
        write(rest);
      }
    });
    const write = (chunk: Buffer) => {
      if (chunk.length > 0 && !response.write(chunk)) {
        child.stdout.pause();
        response.once('drain', () => child.stdout.resume());
      }
    };
    child.stderr.on('data', chunk => request.log(String(chunk).trimEnd()));
    child.once('error', reject);
    child.once('close', () => {
      if (header) {
        response.status(500);
      }
      resolve();
    });
    response.once('close', () => {
      if (!response.writableFinished) {
        child.kill();
      }
    });
    // Git may answer, and end, before it has read everything.
    child.stdin.on('error', () => {});
    if (request.head) {
      child.stdin.write(request.head);
    }
    request.body.pipe(child.stdin);
  });
}

function sendHeaders(response: Response, text: string) {
  for (const line of text.split('\r\n')) {
    const [name, ...value] = line.split(': ');
    if (name.toLowerCase() === 'status') {
      response.status(parseInt(value[0], 10));
    } else {
      response.setHeader(name, value.join(': '));
    }
  }
}
