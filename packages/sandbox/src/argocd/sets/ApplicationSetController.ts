import { isDeepStrictEqual } from 'node:util';
import type { Application } from '../model/Application';
import type {
  ApplicationSet,
  ApplicationSetCondition,
} from '../model/ApplicationSet';
import { cascadeFinalizer, normalizeSpec } from '../model/applicationSpec';
import { timestamp } from '../model/conditions';
import { messageOf } from '../model/messageOf';
import { validateApplication } from '../model/validateManifest';
import { normalizeGitUrl, type Repositories } from '../sources/Repositories';
import type { ClusterRegistry } from '../stores/ClusterRegistry';
import type { ObjectChange, ObjectStore } from '../stores/ObjectStore';
import { fillTemplate, generateParameters } from './generateParameters';

export interface ApplicationSetSystems {
  sets: ObjectStore<ApplicationSet>;
  applications: ObjectStore<Application>;
  repositories: Repositories;
  clusters: ClusterRegistry;
}

const apiVersion = 'argoproj.io/v1alpha1';

/** Makes the applications of ApplicationSets, changes them, and removes those whose parameters are gone. */
export class ApplicationSetController {
  /** Of each set, the last work asked for: one after the other. */
  readonly #work = new Map<string, Promise<void>>();

  constructor(private readonly systems: ApplicationSetSystems) {
    systems.sets.subscribe(change => this.#setChanged(change));
    systems.applications.subscribe(change => this.#applicationChanged(change));
  }

  start(): void {
    this.systems.sets.list().forEach(set => this.#ask(set.metadata.name));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#work.values());
  }

  /** Takes in that a branch or tag of a repository moved. */
  pushed(project: string): void {
    for (const { metadata, spec } of this.systems.sets.list()) {
      const follows = spec.generators.some(({ git }) =>
        normalizeGitUrl(git?.repoURL ?? '').endsWith(
          `/${project.toLowerCase()}`,
        ),
      );
      if (follows) {
        this.#ask(metadata.name);
      }
    }
  }

  #setChanged({ type, object, previous }: ObjectChange<ApplicationSet>) {
    if (type === 'DELETED') {
      this.#work.delete(object.metadata.name);
      this.#applicationsOf(object).forEach(({ metadata }) =>
        this.systems.applications.delete(metadata.name),
      );
    } else if (previous?.metadata.generation !== object.metadata.generation) {
      this.#ask(object.metadata.name);
    }
  }

  #applicationChanged({ type, object, previous }: ObjectChange<Application>) {
    const owner = ownerOf(object);
    const set = owner && this.systems.sets.get(owner.name);
    if (!set || set.metadata.uid !== owner.uid) {
      return;
    }
    const isEdited =
      type === 'MODIFIED' &&
      previous?.metadata.generation !== object.metadata.generation;
    if (type === 'DELETED' || isEdited) {
      this.#ask(owner.name);
    }
    this.#tell(set);
  }

  #ask(name: string) {
    const before = this.#work.get(name) ?? Promise.resolve();
    this.#work.set(
      name,
      before.then(() => this.#reconcile(name)),
    );
  }

  async #reconcile(name: string): Promise<void> {
    const set = this.systems.sets.get(name);
    if (!set) {
      return;
    }
    try {
      const sets = await Promise.all(
        set.spec.generators.map(generator =>
          generateParameters(generator, this.systems),
        ),
      );
      const wanted = sets.flat().map(parameters => {
        const { metadata, spec } = fillTemplate(set.spec.template, parameters);
        return validateApplication({ metadata, spec });
      });
      // It may be gone by now.
      if (this.systems.sets.get(name)?.metadata.uid === set.metadata.uid) {
        this.#apply(set, wanted);
        this.#tell(set);
      }
    } catch (error) {
      this.#tell(set, messageOf(error));
    }
  }

  /** @throws Error when an application of that name belongs to somebody else */
  #apply(
    set: ApplicationSet,
    wanted: Array<ReturnType<typeof validateApplication>>,
  ) {
    const { applications } = this.systems;
    for (const { metadata, spec } of wanted) {
      const existing = applications.get(metadata.name);
      if (existing && ownerOf(existing)?.uid !== set.metadata.uid) {
        throw new Error(
          `application ${metadata.name} is not owned by ApplicationSet ${set.metadata.name}`,
        );
      }
      if (existing) {
        applications.update(metadata.name, draft => {
          draft.spec = normalizeSpec(spec);
          draft.metadata.labels = metadata.labels;
          draft.metadata.annotations = metadata.annotations;
        });
      } else {
        applications.create({
          metadata: {
            ...metadata,
            finalizers: set.spec.syncPolicy?.preserveResourcesOnDeletion
              ? metadata.finalizers
              : metadata.finalizers ?? [cascadeFinalizer],
            ownerReferences: [
              {
                apiVersion,
                kind: 'ApplicationSet',
                name: set.metadata.name,
                uid: set.metadata.uid,
                controller: true,
                blockOwnerDeletion: true,
              },
            ],
          },
          spec,
        });
      }
    }
    const names = new Set(wanted.map(({ metadata }) => metadata.name));
    for (const { metadata } of this.#applicationsOf(set)) {
      if (!names.has(metadata.name)) {
        applications.delete(metadata.name);
      }
    }
  }

  #applicationsOf(set: ApplicationSet): Application[] {
    return this.systems.applications
      .list()
      .filter(application => ownerOf(application)?.uid === set.metadata.uid);
  }

  /** Writes down how the set is. */
  #tell(set: ApplicationSet, problem?: string) {
    const resources = this.#applicationsOf(set).map(({ metadata, status }) => ({
      group: 'argoproj.io',
      version: 'v1alpha1',
      kind: 'Application',
      namespace: metadata.namespace,
      name: metadata.name,
      ...(status.sync.status ? { status: status.sync.status } : {}),
      health: { status: status.health.status },
    }));
    const conditions = conditionsOf(problem);
    this.systems.sets.update(set.metadata.name, draft => {
      const before = draft.status.conditions;
      const isSame = isDeepStrictEqual(
        before?.map(({ lastTransitionTime, ...rest }) => rest),
        conditions,
      );
      draft.status = {
        conditions: isSame
          ? before
          : conditions.map(condition => ({
              ...condition,
              lastTransitionTime: timestamp(),
            })),
        resources,
        resourcesCount: resources.length,
      };
    });
  }
}

function conditionsOf(
  problem: string | undefined,
): Array<Omit<ApplicationSetCondition, 'lastTransitionTime'>> {
  const isWell = problem === undefined;
  const message =
    problem ?? 'Successfully generated parameters for all Applications';
  return [
    {
      type: 'ErrorOccurred',
      status: isWell ? 'False' : 'True',
      reason: isWell ? 'ApplicationSetUpToDate' : 'ApplicationGenerationError',
      message,
    },
    {
      type: 'ParametersGenerated',
      status: isWell ? 'True' : 'False',
      reason: isWell ? 'ParametersGenerated' : 'ErrorOccurred',
      message,
    },
    {
      type: 'ResourcesUpToDate',
      status: isWell ? 'True' : 'False',
      reason: isWell ? 'ApplicationSetUpToDate' : 'ErrorOccurred',
      message: problem ?? 'ApplicationSet up to date',
    },
  ];
}

function ownerOf({ metadata }: Application) {
  return metadata.ownerReferences?.find(
    ({ kind }) => kind === 'ApplicationSet',
  );
}
