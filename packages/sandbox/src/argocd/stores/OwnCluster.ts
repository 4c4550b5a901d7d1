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
      const { metadata, spec } = validateApplication(object);
      return applicationObject(
        this.#put(
          this.applications,
          { metadata, spec: normalizeSpec(spec) },
          options.dryRun,
        ),
      );
    }
    const manifest = validateProject(object);
    return projectObject(this.#put(this.projects, manifest, options.dryRun));
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
    manifest: { metadata: ManifestMetadata; spec: T['spec'] },
    dryRun: boolean | undefined,
  ): T {
    const { name } = manifest.metadata;
    const { [lastAppliedAnnotation]: _, ...annotations } =
      manifest.metadata.annotations ?? {};
    const { labels = {}, finalizers = [] } = manifest.metadata;
    const desired: Applied = {
      metadata: { labels, annotations, finalizers },
      spec: manifest.spec,
    };
    const existing = store.get(name);
    if (existing) {
      const change = (draft: T) => applyTo(draft, desired);
      if (dryRun) {
        const copy: T = JSON.parse(JSON.stringify(existing));
        change(copy);
        return copy;
      }
      return store.update(name, change) ?? existing;
    }
    const created = {
      metadata: {
        name,
        ...desired.metadata,
        annotations: {
          ...annotations,
          [lastAppliedAnnotation]: JSON.stringify(desired),
        },
      },
      spec: manifest.spec,
    };
    return dryRun ? (created as unknown as T) : store.create(created);
  }
}

/** What was applied, as kept in an annotation of the object. */
interface Applied {
  metadata: Pick<ObjectMetadata, 'labels' | 'annotations' | 'finalizers'>;
  spec: unknown;
}

/** Makes an object what is desired, and forgets what was desired before and no longer is. */
function applyTo(
  draft: { metadata: ObjectMetadata; spec: unknown },
  desired: Applied,
) {
  const { metadata } = draft;
  const before: Partial<Applied> = JSON.parse(
    metadata.annotations?.[lastAppliedAnnotation] ?? '{}',
  );
  const merge = (field: 'labels' | 'annotations') =>
    threeWayMerge(
      before.metadata?.[field],
      desired.metadata[field],
      metadata[field] ?? {},
    ) as Record<string, string>;
  const kept = (metadata.finalizers ?? []).filter(
    finalizer => !before.metadata?.finalizers?.includes(finalizer),
  );
  const finalizers = [
    ...new Set([...kept, ...(desired.metadata.finalizers ?? [])]),
  ];
  metadata.labels = merge('labels');
  metadata.annotations = {
    ...merge('annotations'),
    [lastAppliedAnnotation]: JSON.stringify(desired),
  };
  metadata.finalizers = finalizers;
  draft.spec = threeWayMerge(before.spec, desired.spec, draft.spec);
}

/** What a new Application starts with beside its metadata. */
export function completeApplication(manifest: {
  spec: Application['spec'];
  status?: Application['status'];
}): Omit<Application, 'metadata'> {
  return {
    spec: normalizeSpec(manifest.spec),
    status: manifest.status ?? emptyStatus(),
  };
}

/** What a new AppProject starts with beside its metadata. */
export function completeProject(manifest: {
  spec: AppProject['spec'];
}): Omit<AppProject, 'metadata'> {
  return { spec: manifest.spec, status: {} };
}
