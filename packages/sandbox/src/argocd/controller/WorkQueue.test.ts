import { WorkQueue } from './WorkQueue';

/** A queue whose work ends when the test says so. */
function createQueue(workers: number, reserved?: number) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new WorkQueue(
    workers,
    key =>
      new Promise(resolve => {
        started.push(key);
        ends.set(key, resolve);
      }),
    reserved,
  );
  const settle = () => new Promise(resolve => setTimeout(resolve, 5));
  return {
    queue,
    started,
    settle,
    async end(key: string) {
      ends.get(key)!();
      await settle();
    },
  };
}

it('works on a key once at a time, and again when asked meanwhile', async () => {
  const { queue, started, end, settle } = createQueue(2);
  queue.add('a');
  queue.add('a');
  queue.start();
  await settle();
  queue.add('a');
  queue.add('b');
  await settle();
  expect(started).toEqual(['a', 'b']);
  await end('a');
  expect(started).toEqual(['a', 'b', 'a']);
  await end('b');
  await end('a');
  expect(queue.depth).toBe(0);
});

it('does what is urgent first and keeps workers for it', async () => {
  const { queue, started, end, settle } = createQueue(2, 1);
  queue.add('clock', 'background');
  queue.add('new', 'normal');
  queue.add('other', 'normal');
  queue.start();
  await settle();
  expect(started).toEqual(['new']);
  queue.add('clock', 'urgent');
  await settle();
  expect(started).toEqual(['new', 'clock']);
  await end('new');
  expect(started).toEqual(['new', 'clock']);
  await end('clock');
  expect(started).toEqual(['new', 'clock', 'other']);
  await end('other');
  expect(queue.depth).toBe(0);
});

it('joins what is planned and drops it when it is stopped', async () => {
  const { queue, started, settle } = createQueue(1);
  queue.start();
  queue.addAfter('a', 5_000);
  queue.addAfter('a', 1);
  queue.addAfter('b', 5_000);
  await settle();
  await settle();
  expect(started).toEqual(['a']);
  const stopped = queue.stop();
  queue.add('c');
  await settle();
  expect(started).toEqual(['a']);
  let ended = false;
  stopped.then(() => {
    ended = true;
  });
  await settle();
  expect(ended).toBe(false);
});
