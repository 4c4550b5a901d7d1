// Runs the plan tests of every module with OpenTofu and a provider binary that you name: see infrastructure/README.md.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modulesFolder } from './folders.mjs';

const tofu = process.env.TOFU ?? 'tofu';
const provider = process.env.AZURERM_DIR;
if (!provider || spawnSync(tofu, ['version']).status !== 0) {
  console.error(
    'Set TOFU to an OpenTofu binary (or have it on PATH), and AZURERM_DIR to the folder that holds terraform-provider-azurerm.',
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'runway-plan-tests-'));
try {
  const config = join(folder, 'tofurc');
  writeFileSync(
    config,
    `provider_installation {\n  dev_overrides {\n    "hashicorp/azurerm" = "${provider}"\n  }\n  direct {}\n}\n`,
  );
  let failed = 0;
  for (const name of readdirSync(modulesFolder)) {
    const copy = join(folder, name);
    cpSync(join(modulesFolder, name), copy, { recursive: true });
    const { status, stdout, stderr } = spawnSync(tofu, ['test', '-no-color'], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, TF_CLI_CONFIG_FILE: config },
    });
    const [summary] = /^(Success|Failure)!.*$/m.exec(stdout) ?? [stderr];
    console.log(`${name}: ${summary}`);
    if (status !== 0) {
      failed += 1;
      console.log(stdout);
    }
  }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
