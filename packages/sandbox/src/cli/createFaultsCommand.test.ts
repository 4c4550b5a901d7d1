import express from 'express';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaultsApi } from '../faults/createFaultsApi';
import { Faults } from '../faults/Faults';
import { createFaultsCommand } from './createFaultsCommand';
import { writeConnection } from './connection';

describe('runway-sandbox faults', () => {
  let folder: string;
  let server: Server;
  let faults: Faults;
  let url: string;
  let output: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'runway-faults-cli-'));
    faults = new Faults();
    server = createServer(
      express().use('/sandbox/faults', createFaultsApi(faults)),
    );
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
    await writeConnection(folder, { url, credentials: {} as any });
    output = '';
    jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      output += text;
      return true;
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) =>
    createFaultsCommand()
      .exitOverride()
      .parseAsync([...args, '--data-dir', folder], { from: 'user' });

  it('adds, lists and clears', async () => {
    await run('list');
    expect(output).toBe('No faults\n');
    await run('add', 'gitlab-down');
    await run(
      ...['add', 'gitlab', 'status=429', '--header', 'Retry-After: 5'],
      ...['--path', '/api/**', '--method', 'post', '--times', '2', '--id', 'x'],
    );
    await run('add', 'vault', 'latency=100', '--jitter', '50');
    expect(faults.list()).toEqual([
      expect.objectContaining({ id: 'gitlab-down', fault: { kind: 'reset' } }),
      {
        id: 'x',
        system: 'gitlab',
        method: 'POST',
        path: '/api/**',
        times: 2,
        fault: {
          kind: 'status',
          status: 429,
          headers: { 'Retry-After': '5' },
        },
        hits: 0,
        passed: 0,
      },
      expect.objectContaining({
        fault: { kind: 'latency', ms: 100, jitterMs: 50 },
      }),
    ]);
    await run(
      ...['add', 'argocd', 'stream-lose=2', '--events', '3', '--id', 'y'],
      ...['--query', 'projects=shop', '--query', 'name=a=b'],
    );
    expect(faults.list().at(-1)).toMatchObject({
      query: { projects: 'shop', name: 'a=b' },
      fault: { kind: 'stream-lose', after: 2, events: 3 },
    });
    output = '';
    await run('list');
    expect(output).toContain(
      'y: argocd ?projects=shop&name=a%3Db; loses 3 events after 2 events;',
    );
    expect(output).toContain(
      'x: gitlab POST /api/**; answers 429, Retry-After: 5; 2 times; hit 0, passed 0\n',
    );
    output = '';
    await run('list', '--json');
    expect(JSON.parse(output).faults).toHaveLength(4);
    await run('clear', 'x');
    expect(faults.list()).toHaveLength(3);
    await run('clear');
    expect(faults.list()).toEqual([]);
    await run('seed', '7', '--url', url);
    expect(faults.seed).toBe('7');
  });

  it('says what is wrong', async () => {
    await expect(run('add', 'gitlab-ill')).rejects.toThrow('gitlab-down');
    await expect(run('add', 'gitlab', 'status=2')).rejects.toThrow(
      'fault.status',
    );
    await expect(run('clear', 'none')).rejects.toThrow('no rule none');
    await expect(run('list', '--url', 'http://localhost:1')).rejects.toThrow(
      'Nothing answers',
    );
    rmSync(join(folder, 'connection.json'));
    await expect(run('list')).rejects.toThrow('No sandbox runs on');
  });
});
