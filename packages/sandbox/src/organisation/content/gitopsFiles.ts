import { stringify } from 'yaml';
import type { Service } from '../data/services';
import { ENVIRONMENTS, type Environment, type Team } from '../data/teams';

type Files = Record<string, string>;

/** Addresses that lie in the GitOps repository. */
export interface GitopsAddresses {
  chartsUrl: string;
  gitopsUrl: string;
  registry: string;
}

export interface GitopsOptions extends GitopsAddresses {
  /** Release of the charts that applications pin. */
  chartsRevision: string;
}

/** Image tags of a service, by environment; an environment without one runs nothing. */
export type ImageTags = Partial<Record<Environment, string>>;

/** A team in all environments: its Argo CD project, its namespaces and their limits. */
export function tenantFiles(team: Team, options: GitopsOptions): Files {
  const files: Files = {
    [`environments/dev/applications/project-${team.name}.yaml`]: yaml(
      team.name === PLATFORM
        ? platformProject(options)
        : teamProject(team, options),
    ),
  };
  for (const environment of ENVIRONMENTS) {
    files[`tenants/${team.name}/${environment}.yaml`] = yaml({
      runway: { team: team.name, environment },
      access: { group: team.name, debug: environment === 'dev' },
      quota: { pods: 100 },
    });
    files[`environments/${environment}/applications/tenant-${team.name}.yaml`] =
      yaml(
        application({
          name: `tenant-${team.name}-${environment}`,
          project: 'platform',
          labels: {
            'runway.aerq.io/team': team.name,
            'runway.aerq.io/environment': environment,
          },
          annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
          environment,
          namespace: `${team.name}-${environment}`,
          chart: 'tenant',
          valueFiles: [`tenants/${team.name}/${environment}.yaml`],
          options,
          isAutomatic: true,
        }),
      );
  }
  return files;
}

/** What the applications of a team may touch, in all environments. */
function teamProject({ name }: Team, options: GitopsOptions) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name,
      namespace: 'argocd',
      finalizers: FINALIZERS,
      labels: { 'runway.aerq.io/team': name },
      annotations: { 'argocd.argoproj.io/sync-wave': '-2' },
    },
    spec: {
      description: `Services of team ${name}`,
      sourceRepos: [options.chartsUrl, options.gitopsUrl],
      destinations: ENVIRONMENTS.map(environment => ({
        name: environment,
        namespace: `${name}-${environment}`,
      })),
      clusterResourceWhitelist: [],
      namespaceResourceBlacklist: [
        { group: '', kind: 'ResourceQuota' },
        { group: '', kind: 'LimitRange' },
        { group: 'rbac.authorization.k8s.io', kind: 'Role' },
        { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
      ],
    },
  };
}

/** A service with its values, and an application in each environment that has a tag. */
export function serviceGitopsFiles(
  service: Service,
  tags: ImageTags,
  options: GitopsOptions,
): Files {
  const folder = `services/${service.team}/${service.name}`;
  const files: Files = {
    [`${folder}/values.yaml`]: yaml({
      runway: { service: service.name, team: service.team },
      image: {
        repository: `${options.registry}/${service.team}/${service.name}`,
      },
      port: 8080,
      ingress: { enabled: true, paths: ['/'] },
      vault: { enabled: service.secrets.length > 0 },
    }),
  };
  for (const environment of ENVIRONMENTS) {
    files[`${folder}/${environment}.yaml`] = environmentValues(
      environment,
      tags[environment] ?? '',
    );
    if (tags[environment]) {
      files[`environments/${environment}/applications/${service.name}.yaml`] =
        yaml(
          application({
            name: `${service.name}-${environment}`,
            project: service.team,
            labels: {
              'runway.aerq.io/service': service.name,
              'runway.aerq.io/team': service.team,
              'runway.aerq.io/environment': environment,
            },
            environment,
            namespace: `${service.team}-${environment}`,
            chart: 'api-service',
            valueFiles: [
              `${folder}/values.yaml`,
              `${folder}/${environment}.yaml`,
            ],
            options,
            isAutomatic: !isUnsynced(service, environment),
          }),
        );
    }
  }
  return files;
}

/** Somebody syncs it by hand there, and is behind. */
export function isUnsynced(service: Service, environment: Environment) {
  return (
    service.trouble?.kind === 'unsynced' &&
    service.trouble.environment === environment
  );
}

/** The lines that pipelines edit are found by their place: `^  tag: `. */
export function environmentValues(
  environment: Environment,
  tag: string,
): string {
  const [minReplicas, maxReplicas] = {
    dev: [1, 3],
    staging: [1, 4],
    production: [2, 10],
  }[environment];
  return `runway:
  environment: ${environment}
  cluster: ${environment}
image:
  tag: '${tag}'
autoscaling:
  minReplicas: ${minReplicas}
  maxReplicas: ${maxReplicas}
`;
}

/** Team and Argo CD project of the platform. */
const PLATFORM = 'platform';

const FINALIZERS = ['resources-finalizer.argocd.argoproj.io'];

function application(draft: {
  name: string;
  project: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  environment: Environment;
  namespace: string;
  chart: string;
  valueFiles: string[];
  options: GitopsOptions;
  isAutomatic: boolean;
}) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: draft.name,
      namespace: 'argocd',
      finalizers: FINALIZERS,
      labels: draft.labels,
      ...(draft.annotations ? { annotations: draft.annotations } : {}),
    },
    spec: {
      project: draft.project,
      destination: { name: draft.environment, namespace: draft.namespace },
      sources: [
        {
          repoURL: draft.options.chartsUrl,
          targetRevision: draft.options.chartsRevision,
          path: draft.chart,
          helm: {
            valueFiles: draft.valueFiles.map(file => `$values/${file}`),
          },
        },
        {
          repoURL: draft.options.gitopsUrl,
          targetRevision: 'main',
          ref: 'values',
        },
      ],
      syncPolicy: {
        ...(draft.isAutomatic
          ? { automated: { prune: true, selfHeal: true } }
          : {}),
        retry: {
          limit: 10,
          backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
        },
      },
    },
  };
}

/** What every environment has: the application that makes all others of its folder. */
export function rootApplication(
  environment: Environment,
  { gitopsUrl }: GitopsAddresses,
) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: `root-${environment}`,
      namespace: 'argocd',
      finalizers: FINALIZERS,
      labels: { 'runway.aerq.io/environment': environment },
    },
    spec: {
      project: 'platform',
      destination: { name: 'in-cluster', namespace: 'argocd' },
      source: {
        repoURL: gitopsUrl,
        targetRevision: 'main',
        path: `environments/${environment}/applications`,
      },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}

/**
 * The Argo CD project of the root applications and of all tenants, and of the platform team's own services. It is made
 * before there is anything to sync, and lies in Git like those of the other teams.
 */
export function platformProject(options: GitopsAddresses) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: PLATFORM,
      namespace: 'argocd',
      labels: { 'runway.aerq.io/team': PLATFORM },
      annotations: { 'argocd.argoproj.io/sync-wave': '-2' },
    },
    spec: {
      description:
        'Root applications, tenants and the services of team platform',
      sourceRepos: [options.chartsUrl, options.gitopsUrl],
      destinations: [{ name: '*', server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    },
  };
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
