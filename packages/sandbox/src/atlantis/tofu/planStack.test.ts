import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readFolder } from '../../organisation/content/readFolder';
import { SourceFiles } from '../hcl/SourceFiles';
import type { Value } from '../hcl/Value';
import { TerragruntReader } from '../terragrunt/TerragruntReader';
import { planStack, unusedInputs, type AppliedResources } from './planStack';
import { renderPlan } from './renderPlan';

const INFRASTRUCTURE = resolve(__dirname, '../../../../../infrastructure');
const root = '/atlantis/checkout';

let files: Record<string, Buffer>;
beforeAll(async () => {
  ({ files } = await readFolder(INFRASTRUCTURE));
});

const environments = ['dev', 'staging', 'production'];
const stacks = environments.flatMap(environment =>
  readdirSync(join(INFRASTRUCTURE, 'environments', environment), {
    withFileTypes: true,
  })
    .filter(entry => entry.isDirectory())
    .map(entry => `environments/${environment}/${entry.name}`),
);

async function plan(
  stack: string,
  {
    change = {},
    applied = {},
    outputs = () => undefined,
  }: {
    change?: Record<string, string>;
    applied?: AppliedResources;
    outputs?: (stack: string) => Record<string, Value> | undefined;
  } = {},
) {
  const source = await SourceFiles.read({
    ...files,
    ...Object.fromEntries(
      Object.entries(change).map(([path, text]) => [path, Buffer.from(text)]),
    ),
  });
  const reader = new TerragruntReader({
    files: source,
    root,
    command: 'plan',
    outputs,
  });
  const config = reader.read(stack);
  return {
    config,
    unused: unusedInputs(source, config),
    plan: planStack(source, config, applied),
  };
}

describe('plans of the stacks that there are', () => {
  it.each(stacks)('%s can be planned', async stack => {
    const { config, unused, plan: result } = await plan(stack);
    expect(unused).toEqual([]);
    expect(config.module).toMatch(/^modules\//);
    expect(config.inputs.tags).toMatchObject({ owner: 'platform', stack });
    expect(result.changes.length).toBeGreaterThan(0);
    expect(result.changes.every(({ action }) => action === 'create')).toBe(
      true,
    );
    const again = await plan(stack, {
      applied: JSON.parse(
        JSON.stringify(
          Object.fromEntries(
            result.changes.map(({ address, after }) => [address, after]),
          ),
        ),
      ),
    });
    expect(again.plan.changes).toEqual([]);
    expect(renderPlan(again.plan)).toMatch(/^No changes\. Your infrastructure/);
  });
});
