import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { TEMPLATE_URL, useUpstreams } from '../__testUtils__/useUpstreams';
import { createOperations } from '../operations/createOperations';
import type { TemplateFiles } from '../template/TemplateFiles';
import { AuthorizedDryRuns, DefaultDryRuns } from './DryRuns';
import type { People } from './People';
import { Previewer } from './Previewer';

const folder = dirname(fileURLToPath(TEMPLATE_URL));
const options = { credentials: mockCredentials.user() };
const files = ['skeleton', 'gitops'].flatMap(part =>
  readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !file.includes('node_modules'))
    .map(file => ({
      path: file.slice(folder.length + 1),
      content: readFileSync(file).toString('base64'),
    })),
);

const values = {
  name: 'draft-api',
  owner: 'group:default/flight-ops',
  description: 'Shows what a draft would make.',
};

/** The template as its author has it on disk, with a change that is not in the catalog. */
function draft(change: (template: any) => void = () => {}) {
  const template = parse(readFileSync(join(folder, 'template.yaml'), 'utf8'));
  change(template);
  return { template, values, files };
}

describe('dry runs of templates', () => {
  const fixture = useUpstreams();

  const dryRuns = () =>
    new DefaultDryRuns({
      previewer: new Previewer({
        upstreams: fixture.upstreams,
        operations: createOperations({} as any),
        files: {} as TemplateFiles,
        store: {} as any,
      }),
      people: {
        get: async () => ({
          ref: 'user:default/ada',
          name: 'Ada',
          email: 'ada@aerq.example',
        }),
      } as unknown as People,
    });

  it('render the files that were sent, and list what would be made', async () => {
    const { steps } = await dryRuns().dryRun(draft(), options);
    const [repository, secrets, gitops] = steps;
    expect(steps.every(({ known }) => known)).toBe(true);
    expect(
      repository.files.find(({ path }) => path === 'catalog-info.yaml')!
        .content,
    ).toContain("name: 'draft-api'");
    expect(secrets.resources).toHaveLength(9);
    expect(gitops.files.map(({ path }) => path)).toContain(
      'environments/dev/applications/draft-api.yaml',
    );
    await expect(
      fixture.upstreams.gitlab().findProject('flight-ops/draft-api'),
    ).resolves.toBeUndefined();
  });

  it('leave alone what goes past the ledger', async () => {
    const { steps } = await dryRuns().dryRun(
      draft(({ spec }) => {
        spec.steps = [{ id: 'say', action: 'debug:log', input: {} }];
      }),
      options,
    );
    expect(steps).toEqual([
      { id: 'say', known: false, resources: [], files: [] },
    ]);
  });

  it.each([
    [
      'a template that is none',
      (template: any) => {
        template.kind = 'Component';
      },
      /needs apiVersion: scaffolder\.backstage\.io/,
    ],
    [
      'a template without steps',
      (template: any) => {
        delete template.spec.steps;
      },
      /template\.yaml: .*steps/,
    ],
    [
      'a folder that is not there',
      (template: any) => {
        template.spec.steps[0].input.source = './skelton';
      },
      /takes the folder \.\/skelton, which has no files/,
    ],
    [
      'an input that the step does not take',
      (template: any) => {
        template.spec.steps[0].input.source = 7;
      },
      /The input source is not accepted/,
    ],
    [
      'values that the form does not allow',
      (template: any) => {
        template.spec.parameters[0].properties.description.minLength = 100;
      },
      /Check the form: description/,
    ],
  ])('refuse %s, and say what to correct', async (_, change, message) => {
    await expect(dryRuns().dryRun(draft(change), options)).rejects.toThrow(
      message,
    );
  });

  it('are for those who may dry-run templates', async () => {
    const service = { dryRun: jest.fn() };
    const denied = new AuthorizedDryRuns({
      service,
      permissions: mockServices.permissions.mock({
        authorize: async () => [{ result: AuthorizeResult.DENY }],
      }),
    });
    await expect(denied.dryRun(draft(), options)).rejects.toThrow(
      /Only platform engineers/,
    );
    expect(service.dryRun).not.toHaveBeenCalled();
  });
});
