import express, { type Response } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultRuleInput } from './FaultRule';
import { Faults } from './Faults';

describe('faults of streams', () => {
  let faults: Faults;
  let server: Server;
  let origin: string;
  let streams: Response[];

  beforeEach(async () => {
    faults = new Faults();
    streams = [];
    const app = express();
    app.use(faults.middleware);
    app.get('/argocd/none', (_request, response) => {
      response.status(404).json({ message: 'none' });
    });
    app.get('/argocd/events', (_request, response) => {
      response.type('text/event-stream');
      response.flushHeaders();
      streams.push(response);
    });
    server = createServer(app);
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const spoil = (
    fault: FaultRuleInput['fault'],
    more: Partial<FaultRuleInput> = {},
  ) => faults.add({ system: 'argocd', fault, ...more });

  async function until(holds: () => boolean) {
    const deadline = Date.now() + 10_000;
    while (!holds()) {
      if (Date.now() > deadline) {
        throw new Error('It never came true');
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  /** What a client has received, and how it ended. */
  function listen(query = '') {
    const seen = { text: '', end: '' };
    const connected = streams.length + 1;
    const read = async () => {
      const response = await fetch(`${origin}/argocd/events${query}`);
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) {
        seen.text += decoder.decode(chunk as Uint8Array, { stream: true });
      }
    };
    read().then(
      () => {
        seen.end = 'ended';
      },
      () => {
        seen.end = 'broken';
      },
    );
    return { seen, connected: until(() => streams.length === connected) };
  }

  const event = (number: number) => `data: {"number":${number}} \n\n`;
  async function send(...texts: string[]) {
    for (const text of texts) {
      streams.at(-1)!.write(text);
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  it('ends after so many events, with whatever comes in one piece', async () => {
    spoil({ kind: 'stream-end', after: 2 });
    const { seen, connected } = listen();
    await connected;
    await send(':\n', event(1) + event(2) + event(3), event(4));
    await until(() => seen.end !== '');
    expect(seen.end).toBe('ended');
    expect(seen.text.trim()).toBe(`:\n${event(1)}${event(2)}`.trim());
  });

  it('breaks between events', async () => {
    spoil({ kind: 'stream-break', after: 1 });
    const { seen, connected } = listen();
    await connected;
    await send(event(1));
    await until(() => seen.end !== '');
    expect(seen).toEqual({ text: event(1), end: 'broken' });
  });

  it('breaks within an event', async () => {
    spoil({ kind: 'stream-cut', after: 1 });
    const { seen, connected } = listen();
    await connected;
    await send(event(1), event(2));
    await until(() => seen.end !== '');
    expect(seen.end).toBe('broken');
    expect(seen.text).toBe(event(1) + event(2).slice(0, 10));
  });

  it('falls silent, without a sign of life, though the connection is open', async () => {
    spoil({ kind: 'stream-stall', after: 1 });
    const { seen, connected } = listen();
    await connected;
    await send(event(1), ':\n', event(2), ':\n');
    await until(() => seen.text === event(1));
    faults.clear();
    const other = listen();
    await other.connected;
    await send(event(3));
    await until(() => other.seen.text === event(3));
    expect(seen).toEqual({ text: event(1), end: '' });
  });

  it('is silent from the beginning, without an answer', async () => {
    spoil({ kind: 'stream-stall' });
    const gone = new AbortController();
    const answer = fetch(`${origin}/argocd/events`, { signal: gone.signal });
    await until(() => streams.length === 1);
    await send(event(1));
    let answered = false;
    answer.then(
      () => {
        answered = true;
      },
      () => {},
    );
    const other = listen('?x');
    await until(() => streams.length === 2);
    expect(answered).toBe(false);
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(other.seen.text).toBe('');
  });

  it('loses events in between', async () => {
    spoil({ kind: 'stream-lose', after: 1, events: 2 });
    const { seen, connected } = listen();
    await connected;
    await send(event(1), event(2), ':\n', event(3), event(4));
    await until(() => seen.text.includes('4'));
    expect(seen.text.match(/^:|\d/gm)).toEqual(['1', ':', '4']);
  });

  it('loses all events, but not the signs of life', async () => {
    spoil({ kind: 'stream-lose' });
    const { seen, connected } = listen();
    await connected;
    await send(event(1), event(2), ':\n');
    await until(() => seen.text.includes(':\n'));
    expect(seen.text).not.toContain('data');
  });

  it('hits one connection and spares the next', async () => {
    spoil({ kind: 'stream-break' }, { times: 1 });
    const { seen } = listen();
    await until(() => seen.end === 'broken');
    const other = listen();
    await until(() => streams.length === 2);
    await send(event(1));
    await until(() => other.seen.text === event(1));
    expect(other.seen.end).toBe('');
  });

  it('leaves an answer that is no stream as it is', async () => {
    spoil({ kind: 'stream-cut', after: 1 });
    const response = await fetch(`${origin}/argocd/none`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'none' });
  });

  it('hits only requests with that query', async () => {
    spoil({ kind: 'status', status: 403 }, { query: { projects: 'shop' } });
    const ask = async (query: string) =>
      (await fetch(`${origin}/argocd/none${query}`)).status;
    expect(await ask('?projects=cart&projects=shop')).toBe(403);
    expect(await ask('?projects=cart')).toBe(404);
    expect(await ask('')).toBe(404);
  });
});
