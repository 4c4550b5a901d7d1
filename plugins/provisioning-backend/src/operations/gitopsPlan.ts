import type { EnvironmentConfig, Upstreams } from '@runway/integrations';
import { parse } from 'yaml';
import type { ResourceSpec } from '../database/RunStore';
import type { RenderedFile } from '../template/FileRenderer';
import { runOfText } from './marks';
import type { PlanContext, RunFacts } from './Operation';
import { tenantName } from './tenants';

/** What happens to a rendered file of the GitOps repository. */
export interface GitOpsChange {
  file: RenderedFile;
  /** `use`: it is there and belongs to somebody else, as the files of a tenant do. */
  effect: 'create' | 'update' | 'same' | 'use';
}

/**
 * Compares what the run wants in the GitOps repository with what is there.
 * Writes nothing.
 */
export async function compareWithGitOps(
  context: PlanContext,
  files: RenderedFile[],
): Promise<GitOpsChange[]> {
  const { facts, upstreams, signal } = context;
  const { instance, project, branch } = upstreams.gitops;
  const gitlab = upstreams.gitlab(instance);
  return Promise.all(
    files.map(async file => {
      const there = await gitlab.file(project, file.path, branch, { signal });
      if (!there) {
        return { file, effect: 'create' as const };
      }
      if (runOfText(there.content.toString('utf8')) !== facts.id) {
        return { file, effect: 'use' as const };
      }
      return {
        file,
        effect: there.content.equals(file.content)
          ? ('same' as const)
          : ('update' as const),
      };
    }),
  );
}

/** Whether a file belongs to this service alone, so that somebody else's file in its place is a conflict. */
export const isServiceFile = (path: string, { team, name }: RunFacts) =>
  path.startsWith(`services/${team}/${name}/`) ||
  // The run that makes a team's namespaces has the name of their applications.
  (name !== tenantName(team) && path.endsWith(`/applications/${name}.yaml`));

/** An Argo CD application that a file of the GitOps repository declares. */
export interface DeclaredApplication {
  name: string;
  project: string;
  environment: string;
  path: string;
}

/** Reads the applications out of `environments/<env>/applications/*.yaml`. */
export function declaredApplications(
  files: RenderedFile[],
): DeclaredApplication[] {
  return files.flatMap(file => {
    const environment = /^environments\/([^/]+)\/applications\//.exec(
      file.path,
    )?.[1];
    const manifest = environment ? parse(file.content.toString('utf8')) : {};
    return manifest?.kind === 'Application' && environment
      ? [
          {
            name: manifest.metadata.name,
            project: manifest.spec.project,
            environment,
            path: file.path,
          },
        ]
      : [];
  });
}

export function namespaceResource(
  facts: RunFacts,
  environment: EnvironmentConfig,
): ResourceSpec {
  return {
    kind: 'namespace',
    system: 'kubernetes',
    instance: environment.cluster,
    key: `${facts.team}-${environment.name}`,
    title: 'Namespace of the team with its policies and limits',
    environment: environment.name,
  };
}

export function applicationResource(
  upstreams: Upstreams,
  application: DeclaredApplication,
): ResourceSpec {
  return {
    kind: 'argocd-application',
    system: 'argocd',
    instance: upstreams.environment(application.environment).argocd,
    key: application.name,
    title: application.name.startsWith('tenant-')
      ? 'Keeps the namespace as it is declared'
      : 'Keeps the service as it is declared',
    environment: application.environment,
  };
}

export function filesResource(
  upstreams: Upstreams,
  facts: RunFacts,
  part: 'service' | 'tenant',
): ResourceSpec {
  return {
    kind: 'gitops-files',
    system: 'gitlab',
    instance: upstreams.gitops.instance,
    key:
      part === 'service'
        ? `${upstreams.gitops.project}: services/${facts.team}/${facts.name}`
        : `${upstreams.gitops.project}: tenants/${facts.team}`,
    title:
      part === 'service'
        ? 'Declaration of the service for each environment'
        : 'Declaration of the team’s namespaces',
  };
}
