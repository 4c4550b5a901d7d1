import assert from 'node:assert/strict';
import { formatHcl, parseHcl } from '../checks/infrastructure/readHcl.mjs';

/** Terragrunt files of a run: HCL that the parser reads, formatted as `tofu fmt` has it. */
export async function checkInfrastructure({ report, template, example, plan }) {
  for (const { path, bytes } of plan.files) {
    if (!/\.(hcl|tf)$/.test(path)) {
      continue;
    }
    await report.check(
      template.name,
      'infrastructure',
      `${example.name}: ${path} is HCL, and formatted`,
      async () => {
        const text = bytes.toString('utf8');
        await parseHcl(path, text);
        assert.equal(text, await formatHcl(text));
      },
    );
  }
}
