import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildServer } from './buildServer.ts';

/** The server as the tests call it, over files as a build writes them. */
export function startTestServer(apiUrl = ''): FastifyInstance {
  const folder = mkdtempSync(join(tmpdir(), 'web-'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const root = join(folder, 'web');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>test</title>');
  writeFileSync(join(root, 'favicon.svg'), '<svg/>');
  writeFileSync(join(root, 'assets/index-B1Xq.js'), 'export {};');
  writeFileSync(join(root, 'assets/index-B1Xq.js.gz'), 'compressed');
  return buildServer(
    {
      port: 0,
      serviceName: 'test',
      serviceVersion: '1',
      environment: 'test',
      logLevel: 'fatal',
      apiUrl,
    },
    root,
  );
}
