import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/toolchain.mjs';
import { emptyOrganisation } from './emptyOrganisation.mjs';
import { portalCode } from './portalCode.mjs';

const require = createRequire(join(root, 'packages/backend/package.json'));

/** Marks what the examples render. */
export const RUN_ID = '6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11';

const requester = {
  ref: 'user:default/ada',
  name: 'Ada Lovelace',
  email: 'ada@aerq.example',
};

let parts;

/** The portal's own parts, made once. */
function portalParts() {
  if (!parts) {
    const backend = 'plugins/provisioning-backend/src';
    const { ScmIntegrations } = require('@backstage/integration');
    const { ConfigReader } = require('@backstage/config');
    const { Previewer } = portalCode(`${backend}/service/Previewer.ts`);
    const { TemplateFiles } = portalCode(
      `${backend}/template/TemplateFiles.ts`,
    );
    const { createOperations } = portalCode(
      `${backend}/operations/createOperations.ts`,
    );
    parts = {
      Previewer,
      upstreams: emptyOrganisation(),
      operations: createOperations({}),
      files: new TemplateFiles({
        integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      }),
    };
  }
  return parts;
}

/** The template as the portal reads it of the catalog. */
export function portalTemplate({ entity, folder, name }) {
  const { toTemplate } = portalCode(
    'plugins/provisioning-backend/src/template/Templates.ts',
  );
  const location = pathToFileURL(join(folder, 'template.yaml')).pathname;
  return toTemplate(`template:default/${name}`, {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/source-location': `file:${decodeURI(location)}`,
      },
    },
  });
}

/**
 * What the portal's backend says to values.
 * @returns what a run is about
 * @throws InputError with the reason why they are refused
 */
export function acceptValues(template, values) {
  const { subjectOf } = portalCode(
    'plugins/provisioning-backend/src/service/runRequest.ts',
  );
  const { ref, type, validate } = portalTemplate(template);
  const subject = subjectOf({ templateRef: ref, values }, type);
  validate(subject.values);
  return subject;
}

/**
 * What a run with these values would make in an organisation in which nothing exists yet, by the portal's own code.
 * @param {import('./readTemplate.mjs').Template} template
 * @param {Record<string, any>} values
 * @returns {Promise<{
 *   resources: any[],
 *   files: { repository: string, path: string, bytes: Buffer }[],
 *   sources: { source: string, known: string[] }[],
 * }>} `sources`: the folders that were rendered, and the names that their files may use
 */
export async function planExample(template, values) {
  const { Previewer, files, ...rest } = portalParts();
  const read = portalTemplate(template);
  const sources = [];
  const previewer = new Previewer({
    ...rest,
    files: {
      render(request) {
        sources.push({
          source: request.source,
          known: Object.keys(request.values),
        });
        return files.render(request);
      },
    },
  });
  const plans = await previewer.plan(read, {
    ...acceptValues(template, values),
    id: RUN_ID,
    requester,
    templateBaseUrl: read.baseUrl,
  });
  return {
    resources: plans.flatMap(plan => plan?.resources ?? []),
    files: plans.flatMap(plan => plan?.files ?? []),
    sources,
  };
}

/** Whether a file lands in a repository that the run makes, and not in one that it shares with others. */
export const isOwnRepository = (plan, repository) =>
  plan.resources.some(
    ({ kind, key }) => kind === 'gitlab-project' && key === repository,
  );
