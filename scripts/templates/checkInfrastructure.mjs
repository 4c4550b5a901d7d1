import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { atlantisProblems } from '../checks/infrastructure/atlantis.mjs';
import {
  infrastructureFolder,
  modulesFolder,
} from '../checks/infrastructure/folders.mjs';
import { parityProblems } from '../checks/infrastructure/parity.mjs';
import { formatHcl, parseHcl } from '../checks/infrastructure/readHcl.mjs';
import { readModule } from '../checks/infrastructure/readModule.mjs';
import {
  inputProblems,
  readStacks,
} from '../checks/infrastructure/readStacks.mjs';
import { assertNone } from './assertNone.mjs';

/**
 * Terragrunt files of a run: HCL that the parser reads, formatted as `tofu fmt` has it; and the infrastructure repository
 * with them in it, held to the checks that it has by itself.
 */
export async function checkInfrastructure({ report, template, example, plan }) {
  const check = (title, work) =>
    report.check(
      template.name,
      'infrastructure',
      `${example.name}: ${title}`,
      work,
    );
  const files = plan.files.filter(({ path }) => /\.(hcl|tf)$/.test(path));
  for (const { path, bytes } of files) {
    await check(`${path} is HCL, and formatted`, async () => {
      const text = bytes.toString('utf8');
      await parseHcl(path, text);
      assert.equal(text, await formatHcl(text));
    });
  }
  if (files.some(({ path }) => path.endsWith('/terragrunt.hcl'))) {
    await check('gives its module what it needs, and keeps parity', () =>
      checkOrder(files),
    );
  }
}

async function checkOrder(files) {
  const folder = mkdtempSync(join(tmpdir(), 'runway-order-'));
  try {
    cpSync(infrastructureFolder, folder, { recursive: true });
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const yaml = name => parse(readFileSync(join(folder, name), 'utf8'));
    const stacks = await readStacks(folder);
    const ordered = stacks.filter(({ environment, stack }) =>
      files.some(({ path }) =>
        path.startsWith(`environments/${environment}/${stack}/`),
      ),
    );
    assert.equal(ordered.length, 1, 'One run orders one stack.');
    const [order] = ordered;
    assert.ok(order.owner, 'owner.hcl has to name the team.');
    assertNone([
      ...inputProblems(
        order,
        await readModule(join(modulesFolder, order.module)),
      ),
      ...parityProblems(stacks, yaml('parity.yaml').differences),
      ...atlantisProblems(stacks, yaml('atlantis.yaml')),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
