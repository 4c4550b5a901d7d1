import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { includeComponent } from './components.mjs';
import { findHelm } from './findHelm.mjs';
import { JobFolder } from './JobFolder.mjs';

describe('chart-publish', () => {
  const job = includeComponent('chart-publish', {
    registry: 'registry.example/charts',
  })['chart-publish'];
  const folder = new JobFolder();
  after(() => folder.dispose());
  before(async () => {
    // Real, but for the registry.
    folder.program(
      'helm',
      `case "$1 $2" in
  "registry login") cat > /dev/null; echo "$@" >> asked ;;
  "show chart") grep -q "^$3 $5$" published ;;
  push*) echo "$@" >> asked ;;
  *) exec "${await findHelm()}" "$@" ;;
esac
`,
    );
  });
  folder.write(
    'common/Chart.yaml',
    'apiVersion: v2\nname: common\ntype: library\nversion: 0.0.0\n',
  );
  for (const name of ['one', 'two']) {
    folder.write(
      `${name}/Chart.yaml`,
      `apiVersion: v2\nname: ${name}\nversion: 0.0.0\ndependencies:\n  - { name: common, version: 0.0.0, repository: 'file://../common' }\n`,
    );
    folder.write(`${name}/templates/x.yaml`, 'kind: List\n');
  }
  folder.write('README/x.md', '');

  it('packages every chart at the tag’s version, and pushes those that aren’t there', async () => {
    folder.write('published', 'oci://registry.example/charts/two 1.2.3\n');
    const { code, output } = await folder.run(job, {
      CI_COMMIT_TAG: 'v1.2.3',
      REGISTRY_USER: 'ci',
      REGISTRY_PASSWORD: 'registry-password',
    });
    assert.equal(code, 0, output);
    assert.deepEqual(readdirSync(join(folder.folder, 'dist')), [
      'one-1.2.3.tgz',
      'two-1.2.3.tgz',
    ]);
    assert.equal(
      folder.read('asked'),
      'registry login --username ci --password-stdin registry.example\n' +
        'push dist/one-1.2.3.tgz oci://registry.example/charts\n',
    );
    assert.match(output, /two 1\.2\.3 is published already/);
    assert.doesNotMatch(output, /registry-password/);
  });

  it('pushes nothing when one of them can’t be packaged', async () => {
    rmSync(join(folder.folder, 'asked'));
    folder.write('two/Chart.yaml', 'apiVersion: v2\nname: two\n');
    const { code } = await folder.run(job, { CI_COMMIT_TAG: '1.2.4' });
    assert.notEqual(code, 0);
    assert.doesNotMatch(folder.read('asked'), /^push/m);
  });
});
