import type { Session } from '../auth/Accounts';
import { kubeVersion } from '../controller/compareApplication';
import { validatePermissions } from '../controller/projectPermissions';
import type {
  ApplicationCondition,
  ApplicationSpec,
} from '../model/Application';
import { normalizeSpec, sourcesOf } from '../model/applicationSpec';
import { formatConditions } from '../model/conditions';
import {
  validateApplication,
  type ManifestMetadata,
} from '../model/validateManifest';
import { unknownProject, type ApiSystems } from './ApiContext';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';
import { messageOf } from '../model/messageOf';

export interface ApplicationManifest {
  metadata: ManifestMetadata;
  spec: ApplicationSpec;
}

const invalidPrefix = 'error while validating and normalizing app';

/**
 * Checks an application a client sends, and who sends it, before it is kept.
 * @param options.validate - also whether its sources can be read and rendered
 * @throws GrpcError as Argo CD answers
 */
export async function checkApplication(
  systems: ApiSystems,
  session: Session,
  body: ApplicationManifest,
  options: { action: 'create' | 'update'; validate: boolean },
): Promise<ApplicationManifest> {
  const { enforcer, projects, clusters } = systems;
  const name = body?.metadata?.name ?? '';
  const projectName = body?.spec?.project || 'default';
  enforcer.check(
    session,
    'applications',
    options.action,
    `${projectName}/${name}`,
  );
  const project = projects.get(projectName);
  if (!project) {
    throw unknownProject(projectName);
  }
  if (!name) {
    throw new GrpcError(
      GrpcCode.Unknown,
      `${invalidPrefix}: resource name may not be empty`,
    );
  }
  const manifest = parse(body, projectName);
  const spec = normalizeSpec(manifest.spec);
  try {
    clusters.resolve(spec.destination);
  } catch (error) {
    throw invalidArgument(
      `application destination spec for ${name} is invalid: ${messageOf(
        error,
      )}`,
    ).wrap(invalidPrefix);
  }
  const conditions = [
    ...(options.validate ? await unreadableSources(systems, name, spec) : []),
  ];
  if (conditions.length === 0) {
    conditions.push(...validatePermissions(spec, project, clusters));
  }
  if (conditions.length > 0) {
    throw invalidArgument(
      `application spec for ${name} is invalid: ${formatConditions(
        conditions,
      )}`,
    ).wrap(invalidPrefix);
  }
  return { metadata: manifest.metadata, spec };
}

function parse(body: ApplicationManifest, project: string) {
  try {
    return validateApplication({
      metadata: body.metadata,
      spec: { ...body.spec, project },
    });
  } catch (error) {
    throw new GrpcError(GrpcCode.InvalidArgument, messageOf(error));
  }
}

/** Conditions for the sources that can't be reached or rendered. */
async function unreadableSources(
  { repositories, generator, clusters }: ApiSystems,
  name: string,
  spec: ApplicationSpec,
): Promise<ApplicationCondition[]> {
  const sources = sourcesOf(spec);
  for (const source of sources) {
    if (source.repoURL && !repositories.find(source.repoURL)) {
      return [
        {
          type: 'InvalidSpecError',
          message: `repository not accessible: repositories not accessible: &Repository{Repo: "${source.repoURL}", Type: "", Name: "", Project: ""}: repository not found`,
        },
      ];
    }
  }
  if (sources.some(source => !source.repoURL)) {
    return [];
  }
  const cluster = clusters.cache(clusters.resolve(spec.destination));
  try {
    await generator.generate({
      application: name,
      namespace: spec.destination.namespace ?? '',
      sources,
      kubeVersion,
      apiVersions: cluster.customApiVersions(),
    });
    return [];
  } catch (error) {
    return [
      {
        type: 'InvalidSpecError',
        message: `Unable to generate manifests in ${
          sources.find(source => source.path)?.path ?? ''
        }: ${messageOf(error)}`,
      },
    ];
  }
}
