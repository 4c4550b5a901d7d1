import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from './readFolder';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runway-folder-'));
  await mkdir(join(folder, 'chart/charts'), { recursive: true });
  await mkdir(join(folder, 'chart/node_modules'), { recursive: true });
  await writeFile(join(folder, 'chart/Chart.yaml'), 'name: a');
  await writeFile(join(folder, 'chart/Chart.lock'), 'x');
  await writeFile(join(folder, 'chart/charts/library.tgz'), 'x');
  await writeFile(join(folder, 'chart/node_modules/x'), 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readFolder', () => {
  const read = () => readFolder(folder, path => /^[^/]+\/charts$/.test(path));

  it('reads what belongs into a repository', async () => {
    const { files } = await read();
    expect(Object.keys(files)).toEqual(['chart/Chart.yaml']);
    expect(files['chart/Chart.yaml'].toString()).toBe('name: a');
  });

  it('tells by the digest whether something changed', async () => {
    const before = (await read()).digest;
    expect((await read()).digest).toBe(before);
    await writeFile(join(folder, 'chart/node_modules/y'), 'y');
    expect((await read()).digest).toBe(before);
    await writeFile(join(folder, 'chart/Chart.yaml'), 'name: b');
    expect((await read()).digest).not.toBe(before);
  });
});
