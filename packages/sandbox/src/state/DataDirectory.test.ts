import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from './DataDirectory';

jest.setTimeout(30_000);

let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'runway-data-')), 'state');
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

describe('DataDirectory', () => {
  it('keeps what a finished first start has made', () => {
    const first = new DataDirectory(path);
    first.store.collection('things').set('a', 1);
    writeFileSync(join(path, 'file'), '');
    first.finishFirstStart();
    first.close();

    const second = new DataDirectory(path);
    expect(second.store.collection('things').get('a')).toBe(1);
    expect(existsSync(join(path, 'file'))).toBe(true);
    second.close();
  });

  it('begins anew when the first start was cut short', () => {
    const first = new DataDirectory(path);
    first.store.collection('things').set('a', 1);
    writeFileSync(join(path, 'file'), '');
    first.close();

    const second = new DataDirectory(path);
    expect(second.store.collection('things').get('a')).toBeUndefined();
    expect(existsSync(join(path, 'file'))).toBe(false);
    second.store.collection('things').set('b', 2);
    second.finishFirstStart();
    second.close();

    const third = new DataDirectory(path);
    expect(third.store.collection('things').get('b')).toBe(2);
    third.close();
  });

  it('is for one at a time', () => {
    const first = new DataDirectory(path);
    expect(() => new DataDirectory(path)).toThrow('Another sandbox uses');
    first.close();
    new DataDirectory(path).close();
  });
});
