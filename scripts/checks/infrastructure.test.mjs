import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { atlantisProblems } from './infrastructure/atlantis.mjs';
import {
  infrastructureFolder,
  modulesFolder,
} from './infrastructure/folders.mjs';
import { moduleReadme } from './infrastructure/moduleReadme.mjs';
import { parityProblems } from './infrastructure/parity.mjs';
import { formatHcl, hclFiles, parseHcl } from './infrastructure/readHcl.mjs';
import { readModule } from './infrastructure/readModule.mjs';
import { inputProblems, readStacks } from './infrastructure/readStacks.mjs';

const root = infrastructureFolder;
const read = path => readFileSync(join(root, path), 'utf8');
const modules = readdirSync(modulesFolder);
const stacks = await readStacks(root);
const moduleByName = Object.fromEntries(
  await Promise.all(
    modules.map(async name => [
      name,
      await readModule(join(modulesFolder, name)),
    ]),
  ),
);

describe('files of infrastructure', () => {
  for (const file of hclFiles(root)) {
    it(`${file} is HCL, as the formatter has it`, async () => {
      await parseHcl(join(root, file));
      assert.equal(
        await formatHcl(read(file)),
        read(file),
        'run tofu fmt -recursive',
      );
    });
  }

  it('a file with an open brace is found, with its line', async () => {
    await assert.rejects(
      parseHcl('broken.tf', 'variable "a" {\n  type = string\n'),
      /broken\.tf:\d/,
    );
  });

  it('a file with crooked columns is found', async () => {
    assert.notEqual(
      await formatHcl('a = 1\nlonger = 2\n'),
      'a = 1\nlonger = 2\n',
    );
  });
});

describe('modules', () => {
  for (const [name, module] of Object.entries(moduleByName)) {
    describe(name, () => {
      const folder = join(modulesFolder, name);

      it('describes every variable and output, and types every variable', () => {
        for (const [variable, { description, type }] of Object.entries(
          module.variables,
        )) {
          assert.ok(
            description?.length > 10,
            `variable ${variable} has no description`,
          );
          assert.ok(type, `variable ${variable} has no type`);
          assert.notEqual(
            type,
            '${any}',
            `variable ${variable} takes anything`,
          );
        }
        for (const [output, { description }] of Object.entries(
          module.outputs,
        )) {
          assert.ok(
            description?.length > 10,
            `output ${output} has no description`,
          );
        }
      });

      it('says of every refused value what is allowed', () => {
        for (const [variable, { validation = [] }] of Object.entries(
          module.variables,
        )) {
          for (const { error_message: message } of validation) {
            assert.match(
              message,
              /^[A-Z`a-z_"].{15,}\.$/,
              `variable ${variable}: ${message}`,
            );
          }
        }
      });

      it('has an example that gives what is needed and nothing else', async () => {
        const { module: calls } = await parseHcl(
          join(folder, 'examples/default/main.tf'),
        );
        const { source, ...inputs } = calls.example[0];
        assert.equal(source, '../..');
        assert.deepEqual(
          inputProblems(
            { environment: name, stack: 'example', inputs },
            module,
          ),
          [],
        );
      });

      it('has a plan test that refuses a wrong value of each validated variable of its own', async () => {
        const { run } = await parseHcl(join(folder, 'tests/plan.tftest.hcl'));
        const refused = Object.values(run).flatMap(
          ([{ expect_failures: variables = [] }]) =>
            variables.map(text => /var\.(\w+)/.exec(text)[1]),
        );
        const assertions = Object.values(run).flatMap(
          ([{ assert: asserts = [] }]) => asserts,
        );
        assert.ok(
          assertions.length >= 2,
          'asserts less than two things about the plan',
        );
        assert.ok(
          new Set(refused).size >= 3,
          `refuses only ${refused.join(', ')}`,
        );
        for (const variable of refused) {
          assert.ok(
            module.variables[variable]?.validation,
            `${variable} has no validation`,
          );
        }
      });

      it('takes the common variables as all modules do', () => {
        assert.equal(
          read(`modules/${name}/variables.common.tf`),
          read('modules/networking/variables.common.tf'),
        );
        assert.equal(
          read(`modules/${name}/terraform.tf`),
          read('modules/networking/terraform.tf'),
        );
      });

      it('has the README that its files give', async () => {
        assert.equal(
          read(`modules/${name}/README.md`),
          await moduleReadme(folder),
          'run node scripts/checks/infrastructure/writeReadmes.mjs',
        );
      });
    });
  }
});

describe('stacks', () => {
  for (const stack of stacks) {
    it(`${stack.environment}/${stack.stack} gives its module what it needs and nothing else`, () => {
      const module = moduleByName[stack.module];
      assert.ok(module, `there is no module ${stack.module}`);
      assert.deepEqual(inputProblems(stack, module), []);
    });
  }

  it('what is taken down gives the module removed what it needs and nothing else', async () => {
    const { inputs } = await parseHcl(join(root, 'terragrunt.hcl'));
    const { terraform } = await parseHcl(join(root, 'stacks/removed.hcl'));
    assert.match(terraform[0].source, /modules\/\/removed$/);
    assert.deepEqual(
      inputProblems(
        { environment: 'dev', stack: 'removed', inputs },
        moduleByName.removed,
      ),
      [],
    );
  });

  it('a misspelt input is found, which Terragrunt would pass over', () => {
    const [stack] = stacks.filter(each => each.stack === 'network');
    const inputs = { ...stack.inputs, adress_space: '10.0.0.0/16' };
    assert.match(
      inputProblems({ ...stack, inputs }, moduleByName.networking).join(),
      /no variable adress_space; it has .*address_space/,
    );
  });

  it('every environment has its own address space, subscription and domain', async () => {
    const environments = await Promise.all(
      readdirSync(join(root, 'environments')).map(async name => ({
        folder: name,
        ...(
          await parseHcl(join(root, 'environments', name, 'environment.hcl'))
        ).locals[0],
      })),
    );
    for (const key of ['address_space', 'subscription_id', 'domain', 'name']) {
      assert.equal(
        new Set(environments.map(each => each[key])).size,
        environments.length,
        key,
      );
    }
    for (const { folder, name } of environments) {
      assert.equal(name, folder);
    }
  });

  it('every module is used by a stack, by a template of the portal, or by its decommission', () => {
    const used = new Set(stacks.map(({ module }) => module));
    const byTemplates = ['azure-database', 'redis-cache', 'storage-account'];
    const byDecommission = ['removed'];
    assert.deepEqual(
      modules.filter(name => !used.has(name)),
      [...byTemplates, ...byDecommission].sort(),
    );
  });
});

describe('parity of the environments', () => {
  const { differences } = parse(read('parity.yaml'));

  it('they differ only where parity.yaml says why', () => {
    assert.deepEqual(parityProblems(stacks, differences), []);
  });

  it('a stack that one environment lacks is found', () => {
    const without = stacks.filter(
      each => `${each.environment}/${each.stack}` !== 'staging/keys',
    );
    assert.match(
      parityProblems(without, differences).join(),
      /stack keys is in dev, production only/,
    );
  });

  it('an input that differs is found', () => {
    const changed = stacks.map(each =>
      `${each.environment}/${each.stack}` === 'dev/domain'
        ? { ...each, own: { certificate_authorities: [] } }
        : each,
    );
    assert.match(
      parityProblems(changed, differences).join(),
      /input certificate_authorities of the stack domain differs/,
    );
  });

  it('what a team orders for one environment is no difference of the platform', () => {
    const ordered = {
      environment: 'dev',
      stack: 'flight-ops-booking',
      owner: 'flight-ops',
      own: { sku_name: 'B_Standard_B2s' },
    };
    assert.deepEqual(parityProblems([...stacks, ordered], differences), []);
    assert.match(
      parityProblems(
        [...stacks, { ...ordered, owner: undefined }],
        differences,
      ).join(),
      /stack flight-ops-booking is in dev only/,
    );
  });

  it('an allowance that nothing needs, or without a reason, is found', () => {
    const more = [
      ...differences,
      { stack: 'domain', input: 'ttl', because: '' },
    ];
    assert.match(
      parityProblems(stacks, more).join(),
      /isn't there: domain ttl.*must say why domain ttl/,
    );
  });
});

describe('atlantis.yaml', () => {
  const atlantis = parse(read('atlantis.yaml'));

  it('plans every stack when what it is made of changes', () => {
    assert.deepEqual(atlantisProblems(stacks, atlantis), []);
  });

  it('a stack without a project, and a project with requirements of its own, are found', () => {
    const [, second, ...rest] = atlantis.projects;
    const problems = atlantisProblems(stacks, {
      projects: [{ ...second, apply_requirements: ['mergeable'] }, ...rest],
    }).join();
    assert.match(problems, /no project for environments\/dev\/cluster/);
    assert.match(problems, /apply_requirements are the server's/);
  });

  it('what a team orders needs no project, because Atlantis discovers it', () => {
    const ordered = {
      environment: 'dev',
      stack: 'flight-ops-booking',
      owner: 'flight-ops',
      module: 'azure-database',
    };
    assert.deepEqual(atlantisProblems([...stacks, ordered], atlantis), []);
    const { autodiscover: _, ...without } = atlantis;
    assert.match(
      atlantisProblems(stacks, without).join(),
      /autodiscover\.mode must be enabled/,
    );
  });

  it('the server does not let the repository loosen what is required', () => {
    const [{ apply_requirements: required, allowed_overrides: allowed }] =
      parse(read('atlantis/repos.yaml')).repos;
    assert.equal(
      parse(read('atlantis/repos.yaml')).repos[0].workflow,
      'terragrunt',
    );
    assert.deepEqual(required, ['approved', 'mergeable', 'undiverged']);
    assert.deepEqual(allowed, ['workflow']);
  });

  it('its workflows exist on the server', () => {
    const { workflows, repos } = parse(read('atlantis/repos.yaml'));
    for (const { workflow } of atlantis.projects) {
      assert.ok(
        workflows[workflow] && repos[0].allowed_workflows.includes(workflow),
        workflow,
      );
    }
  });
});
