import type { Request } from 'express';
import type { Accounts, Session } from '../auth/Accounts';
import type { Action, Enforcer } from '../auth/Enforcer';
import type { SessionTokens } from '../auth/SessionTokens';
import type { ApplicationController } from '../controller/ApplicationController';
import type { Application } from '../model/Application';
import { argocdNamespace } from '../model/applicationSpec';
import type { ApplicationSet } from '../model/ApplicationSet';
import type { AppProject } from '../model/AppProject';
import type { ManifestGenerator } from '../sources/ManifestGenerator';
import type { Repositories } from '../sources/Repositories';
import type { RepositoryStore } from '../stores/RepositoryStore';
import type { ClusterRegistry } from '../stores/ClusterRegistry';
import type { EventLog } from '../stores/EventLog';
import type { ObjectStore } from '../stores/ObjectStore';
import { invalidArgument, notFound, permissionDenied } from './GrpcError';

/** What the routes work with. */
export interface ApiSystems {
  applications: ObjectStore<Application>;
  sets: ObjectStore<ApplicationSet>;
  projects: ObjectStore<AppProject>;
  clusters: ClusterRegistry;
  repositories: Repositories;
  repositoryStore: RepositoryStore;
  generator: ManifestGenerator;
  events: EventLog;
  controller: ApplicationController;
  accounts: Accounts;
  tokens: SessionTokens;
  enforcer: Enforcer;
  helmVersion(): Promise<string>;
}

/** First value of a query parameter. */
export function query(request: Request, name: string): string | undefined {
  return queries(request, name)[0];
}

/** All values of a query parameter; `projects[]=a` counts as `projects=a`. */
export function queries(request: Request, name: string): string[] {
  const value = request.query[name] ?? request.query[`${name}[]`];
  return (Array.isArray(value) ? value : [value])
    .filter(item => item !== undefined)
    .map(String);
}

/** Projects a request is limited to. */
export function projectsOf(request: Request): string[] {
  return [...queries(request, 'projects'), ...queries(request, 'project')];
}

/** What policies call an application: its namespace counts where it isn't Argo CD's own. */
export const objectName = ({ spec, metadata }: Application) =>
  nameInProject(spec.project, metadata.name, metadata.namespace);

function nameInProject(project: string, name: string, namespace?: string) {
  return [
    project,
    ...(namespace && namespace !== argocdNamespace ? [namespace] : []),
    name,
  ].join('/');
}

/** Which application a request without body is about. */
export function targetOf(request: Request): ApplicationTarget {
  return {
    name: request.params.name,
    project: query(request, 'project'),
    appNamespace: query(request, 'appNamespace'),
  };
}

export interface ApplicationTarget {
  name: string;
  project?: string;
  /** Argo CD's own when left out. Names are unique over all namespaces here. */
  appNamespace?: string;
}

/**
 * The application a request names, if its sender may do the action to it.
 *
 * Without project both a missing and a forbidden application are refused alike, so that nobody learns what exists.
 * @throws GrpcError PermissionDenied or, within a project the sender may see, NotFound
 */
export function findApplication(
  { applications, projects, enforcer }: ApiSystems,
  session: Session,
  action: Action,
  target: ApplicationTarget,
): Application {
  const { name, project } = target;
  const namespace = target.appNamespace || argocdNamespace;
  const missing = () =>
    notFound(`applications.argoproj.io "${name}" not found`);
  if (
    project &&
    !enforcer.enforce(
      session,
      'applications',
      action,
      nameInProject(project, name, namespace),
    )
  ) {
    throw permissionDenied();
  }
  const application = applications.get(name);
  if (application?.metadata.namespace !== namespace) {
    throw project ? missing() : permissionDenied();
  }
  const allowed = enforcer.enforce(
    session,
    'applications',
    action,
    objectName(application),
  );
  if (!allowed) {
    throw project ? missing() : permissionDenied();
  }
  if (project && application.spec.project !== project) {
    throw missing();
  }
  if (!projects.get(application.spec.project)) {
    throw unknownProject(application.spec.project);
  }
  return application;
}

export function unknownProject(project: string) {
  return invalidArgument(
    `app is not allowed in project "${project}", or the project does not exist`,
  );
}
