import { NotFoundError } from '@backstage/errors';
import type {
  ClusterAccess,
  KubernetesObject,
  ObjectRef,
} from '../../core/SandboxContext';
import type { Application, ObjectMetadata } from '../model/Application';
import {
  argocdNamespace,
  emptyStatus,
  normalizeSpec,
} from '../model/applicationSpec';
import type { AppProject } from '../model/AppProject';
import { threeWayMerge } from '../model/threeWayMerge';
import {
  validateApplication,
  validateProject,
  type ManifestMetadata,
} from '../model/validateManifest';
import type { ObjectStore } from './ObjectStore';

export const lastAppliedAnnotation =
  'kubectl.kubernetes.io/last-applied-configuration';

const apiVersion = 'argoproj.io/v1alpha1';

export function applicationObject(application: Application): KubernetesObject {
  return {
    apiVersion,
    kind: 'Application',
    ...application,
  } as unknown as KubernetesObject;
}

export function projectObject(project: AppProject): KubernetesObject {
  return {
    apiVersion,
    kind: 'AppProject',
    ...project,
  } as unknown as KubernetesObject;
}

const namespaceObject: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: argocdNamespace,
    uid: 'c0ffee00-0000-4000-8000-000000000000',
    resourceVersion: '1',
    creationTimestamp: '2024-01-01T00:00:00Z',
  },
  status: { phase: 'Active' },
};

/**
 * The cluster Argo CD itself runs in, as far as applications of applications need it: it holds Applications and
 * AppProjects, and these are Argo CD's own.
 */
export class OwnCluster implements ClusterAccess {
  readonly name = 'in-cluster';

  constructor(
    private readonly applications: ObjectStore<Application>,
    private readonly projects: ObjectStore<AppProject>,
  ) {}

  apply(
    object: KubernetesObject,
    options: { fieldManager: string; dryRun?: boolean },
  ): KubernetesObject {
    this.#checkKind(object);
    if (object.kind === 'Namespace') {
      return namespaceObject;
    }
    if ((object.metadata.namespace ?? argocdNamespace) !== argocdNamespace) {
      throw new NotFoundError(
        `namespaces "${object.metadata.namespace}" not found`,
      );
    }
    if (object.kind === 'Application') {
      const manifest = validateApplication(object);
      const spec = normalizeSpec(manifest.spec);
      if (options.dryRun) {
        return object;
      }
      const applied = this.#put(this.applications, object, {
        metadata: manifest.metadata,
        spec,
      });
      return applicationObject(applied);
    }
    const manifest = validateProject(object);
    if (options.dryRun) {
      return object;
    }
    return projectObject(this.#put(this.projects, object, manifest));
  }

  get(ref: ObjectRef): KubernetesObject | undefined {
    if (ref.kind === 'Application') {
      const application = this.applications.get(ref.name);
      return application && applicationObject(application);
    }
    if (ref.kind === 'AppProject') {
      const project = this.projects.get(ref.name);
      return project && projectObject(project);
    }
    return ref.kind === 'Namespace' && ref.name === argocdNamespace
      ? namespaceObject
      : undefined;
  }

  list(filter: {
    apiVersion?: string;
    kind?: string;
    namespace?: string;
    labels?: Record<string, string>;
  }): KubernetesObject[] {
    return [
      namespaceObject,
      ...this.applications.list().map(applicationObject),
      ...this.projects.list().map(projectObject),
    ].filter(
      object =>
        (!filter.apiVersion || object.apiVersion === filter.apiVersion) &&
        (!filter.kind || object.kind === filter.kind) &&
        (!filter.namespace || object.metadata.namespace === filter.namespace) &&
        Object.entries(filter.labels ?? {}).every(
          ([label, value]) => object.metadata.labels?.[label] === value,
        ),
    );
  }

  delete(ref: ObjectRef): boolean {
    if (ref.kind === 'Application') {
      return this.applications.delete(ref.name);
    }
    return ref.kind === 'AppProject' && this.projects.delete(ref.name);
  }

  #checkKind({ apiVersion: version, kind }: KubernetesObject) {
    const known =
      (version === apiVersion &&
        (kind === 'Application' || kind === 'AppProject')) ||
      (version === 'v1' && kind === 'Namespace');
    if (!known) {
      throw new NotFoundError(
        `no matches for kind "${kind}" in version "${version}"`,
      );
    }
  }

  #put<T extends Application | AppProject>(
    store: ObjectStore<T>,
    object: KubernetesObject,
    manifest: { metadata: ManifestMetadata; spec: T['spec'] },
  ): T {
    const annotations = { ...object.metadata.annotations };
    delete annotations[lastAppliedAnnotation];
    const desired = {
      metadata: {
        labels: object.metadata.labels ?? {},
        annotations,
        finalizers: object.metadata.finalizers ?? [],
      },
      spec: manifest.spec,
    };
    const lastApplied = JSON.stringify(desired);
    const { name } = object.metadata;
    const existing = store.get(name);
    if (!existing) {
      return store.create({
        metadata: {
          name,
          ...desired.metadata,
          annotations: { ...annotations, [lastAppliedAnnotation]: lastApplied },
        },
        spec: manifest.spec,
      });
    }
    const before = JSON.parse(
      existing.metadata.annotations?.[lastAppliedAnnotation] ?? '{}',
    );
    return (
      store.update(name, draft => {
        const { metadata } = draft;
        metadata.labels = merged(before, desired, metadata, 'labels');
        metadata.annotations = {
          ...merged(before, desired, metadata, 'annotations'),
          [lastAppliedAnnotation]: lastApplied,
        };
        const removed: string[] = before.metadata?.finalizers ?? [];
        metadata.finalizers = [
          ...new Set([
            ...(metadata.finalizers ?? []).filter(
              finalizer => !removed.includes(finalizer),
            ),
            ...desired.metadata.finalizers,
          ]),
        ];
        draft.spec = threeWayMerge(
          before.spec,
          manifest.spec,
          draft.spec,
        ) as T['spec'];
      }) ?? existing
    );
  }
}

function merged(
  before: { metadata?: Partial<ObjectMetadata> },
  desired: { metadata: Pick<ObjectMetadata, 'labels' | 'annotations'> },
  live: ObjectMetadata,
  field: 'labels' | 'annotations',
) {
  return threeWayMerge(
    before.metadata?.[field],
    desired.metadata[field],
    live[field] ?? {},
  ) as Record<string, string>;
}

/** What a new Application starts with beside its metadata. */
export function completeApplication(manifest: {
  spec: Application['spec'];
}): Omit<Application, 'metadata'> {
  return { spec: normalizeSpec(manifest.spec), status: emptyStatus() };
}

/** What a new AppProject starts with beside its metadata. */
export function completeProject(manifest: {
  spec: AppProject['spec'];
}): Omit<AppProject, 'metadata'> {
  return { spec: manifest.spec, status: {} };
}
