import { NotFoundError } from '@backstage/errors';
import { Router } from 'express';
import { join } from 'node:path';
import type {
  Clusters,
  GitRepositories,
  SandboxContext,
  SandboxSystem,
} from '../core/SandboxContext';
import { findHelm, helmVersion } from '../tools/helm';
import { createApi } from './api/createApi';
import { Accounts, type NewAccountToken } from './auth/Accounts';
import { Enforcer } from './auth/Enforcer';
import { SessionTokens } from './auth/SessionTokens';
import { ApplicationController } from './controller/ApplicationController';
import type { Application, ApplicationSpec } from './model/Application';
import {
  validateApplicationSet,
  type ApplicationSet,
  type ApplicationSetManifest,
} from './model/ApplicationSet';
import type { AppProject, AppProjectSpec } from './model/AppProject';
import {
  validateApplication,
  validateProject,
  type ManifestMetadata,
} from './model/validateManifest';
import { createPages } from './pages/createPages';
import { ApplicationSetController } from './sets/ApplicationSetController';
import { ChartExports } from './sources/ChartExports';
import { Helm } from './sources/Helm';
import { ManifestCache } from './sources/ManifestCache';
import { ManifestGenerator } from './sources/ManifestGenerator';
import { Repositories } from './sources/Repositories';
import {
  ClusterRegistry,
  type RegisteredCluster,
} from './stores/ClusterRegistry';
import { EventLog } from './stores/EventLog';
import { ObjectStore, type NewObject } from './stores/ObjectStore';
import {
  applicationObject,
  completeApplication,
  completeProject,
  OwnCluster,
  projectObject,
} from './stores/OwnCluster';
import { RepositoryStore } from './stores/RepositoryStore';

/** The Argo CD of the sandbox, with what an administrator would do by `kubectl` or `argocd admin`. */
export interface ArgoCdSystem extends SandboxSystem {
  /** Makes an AppProject, or changes the spec of the one there is. */
  createProject(project: {
    metadata: ManifestMetadata;
    spec: AppProjectSpec;
  }): AppProject;
  /** Makes an Application, or changes the spec of the one there is. Its sources aren't looked at before the next refresh. */
  createApplication(application: {
    metadata: ManifestMetadata;
    spec: Omit<ApplicationSpec, 'project'> & { project?: string };
  }): Application;
  /** Makes an ApplicationSet, or changes the spec of the one there is. */
  createApplicationSet(set: ApplicationSetManifest): ApplicationSet;
  /** Makes an Application as it was elsewhere, with its status. */
  importApplication(application: NewObject<Application>): Application;
  /**
   * Changes an application as who writes to the cluster would, its status too; watchers hear of it.
   * @throws NotFoundError
   */
  changeApplication(
    name: string,
    change: (draft: Application) => void,
  ): Application;
  /**
   * Removes an application at once, without its resources.
   * @throws NotFoundError
   */
  removeApplication(name: string): void;
  /** Registers a cluster, by default the sandbox's own of that name (those are registered already). */
  addCluster(
    cluster: Omit<RegisteredCluster, 'server'> & { server?: string },
  ): RegisteredCluster;
  /** A bearer token of an account, made when there is none; with projects or policies it may do no more than these say. */
  createAccountToken(options: NewAccountToken): string;
  /** How much work waits or is under way; 0 once everything is compared and synced. For tests and benchmarks. */
  readonly pendingWork: number;
  /** Number of helm processes run so far. For tests and benchmarks. */
  readonly helmRuns: number;
}

export interface ArgoCdOptions {
  repositories: GitRepositories;
  clusters: Clusters;
  /** Where an extracted helm is kept: `tools` beside the sandbox's data by default. */
  toolsDir?: string;
}

/** Wires Argo CD: its API server, repository server and application controller. */
export async function createArgoCd(
  ctx: SandboxContext,
  options: ArgoCdOptions,
): Promise<ArgoCdSystem> {
  const { store } = ctx;
  const applications = new ObjectStore<Application>(
    store,
    'argocd.applications',
    completeApplication,
  );
  const projects = new ObjectStore<AppProject>(
    store,
    'argocd.projects',
    completeProject,
  );
  if (!projects.get('default')) {
    projects.create({
      metadata: { name: 'default' },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ server: '*', namespace: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    });
  }
  const clusters = new ClusterRegistry(
    store,
    options.clusters,
    new OwnCluster(applications, projects),
    () => ctx.url('kubernetes'),
  );
  const sets = new ObjectStore<ApplicationSet>(
    store,
    'argocd.applicationsets',
    ({ spec }) => ({ spec, status: {} }),
  );
  const events = new EventLog(store);
  const directory = join(ctx.dataDir, 'argocd');
  const helm = new Helm(
    () =>
      findHelm({
        cacheDir: options.toolsDir ?? join(ctx.dataDir, '..', 'tools'),
      }),
    join(directory, 'helm'),
  );
  const charts = new ChartExports(join(directory, 'charts'), chart =>
    helm.buildDependencies(chart),
  );
  const manifests = new ManifestCache(join(directory, 'manifests'));
  const repositories = new Repositories(options.repositories);
  const generator = new ManifestGenerator(
    repositories,
    charts,
    helm,
    manifests,
  );
  const controller = new ApplicationController({
    applications,
    projects,
    clusters,
    generator,
    repositories,
    events,
    pace: ctx.pace,
    log: message => ctx.log(message),
  });
  const setController = new ApplicationSetController({
    sets,
    applications,
    repositories,
    clusters,
  });
  followChanges();

  const tokens = new SessionTokens(store);
  const accounts = new Accounts(
    store,
    tokens,
    ctx.credentials.argocdToken,
    ({ sub, jti }) => {
      const [, project, role] = sub.split(':');
      return (
        projects
          .get(project)
          ?.spec.roles?.find(candidate => candidate.name === role)
          ?.jwtTokens?.some(token => token.id === jti) ?? false
      );
    },
  );
  const router = Router();
  router.use(
    '/api',
    createApi({
      applications,
      sets,
      projects,
      clusters,
      repositories,
      repositoryStore: new RepositoryStore(store),
      generator,
      events,
      controller,
      accounts,
      tokens,
      enforcer: new Enforcer(name => projects.get(name)),
      helmVersion: async () => helmVersion(await helm.binary()),
    }),
  );
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok');
  });
  router.use(createPages({ applications, events }));

  return {
    router,
    async start() {
      await Promise.all([charts.prune(), manifests.prune()]);
      controller.start();
      setController.start();
    },
    async stop() {
      await setController.stop();
      await controller.stop();
      repositories.close();
    },
    createProject(project) {
      const manifest = validateProject(project);
      return (
        projects.update(manifest.metadata.name, draft => {
          draft.spec = manifest.spec;
        }) ?? projects.create(manifest)
      );
    },
    createApplication(application) {
      const manifest = validateApplication({
        ...application,
        spec: {
          ...application.spec,
          project: application.spec.project ?? 'default',
        },
      });
      return (
        applications.update(manifest.metadata.name, draft => {
          draft.spec = manifest.spec;
        }) ?? applications.create(manifest)
      );
    },
    createApplicationSet(set) {
      const manifest = validateApplicationSet(set);
      return (
        sets.update(manifest.metadata.name, draft => {
          draft.spec = manifest.spec;
        }) ?? sets.create(manifest)
      );
    },
    importApplication: application => applications.create(application),
    changeApplication(name, change) {
      const changed = applications.update(name, change);
      if (!changed) {
        throw missing(name);
      }
      return changed;
    },
    removeApplication(name) {
      applications.update(name, ({ metadata }) => {
        delete metadata.finalizers;
      });
      if (!applications.delete(name)) {
        throw missing(name);
      }
    },
    addCluster: cluster => clusters.add(cluster),
    createAccountToken: token => accounts.createToken(token),
    get pendingWork() {
      return controller.depth;
    },
    get helmRuns() {
      return helm.runs;
    },
  };

  function missing(name: string) {
    return new NotFoundError(`There is no application ${name}.`);
  }

  /** Hears of what changes: in Git, in the clusters and, for applications of applications, in Argo CD itself. */
  function followChanges() {
    const own = clusters.cache(clusters.byName('in-cluster')!);
    const ownChanged = (
      type: 'ADDED' | 'MODIFIED' | 'DELETED',
      object: ReturnType<typeof applicationObject>,
    ) => {
      const change = own.observe(type, object);
      if (change) {
        controller.liveChanged(change);
      }
    };
    applications.subscribe(({ type, object }) =>
      ownChanged(type, applicationObject(object)),
    );
    projects.subscribe(({ type, object }) =>
      ownChanged(type, projectObject(object)),
    );
    ctx.events.on('gitlab:push', ({ project, ref }) => {
      controller.pushed(project, ref);
      setController.pushed(project);
    });
    ctx.events.on('kubernetes:change', ({ cluster, type, object }) => {
      const change = clusters.knownCache(cluster)?.observe(type, object);
      if (change) {
        controller.liveChanged(change);
      }
    });
  }
}
