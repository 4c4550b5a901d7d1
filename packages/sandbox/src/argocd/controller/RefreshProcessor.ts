import { isDeepStrictEqual } from 'node:util';
import type { Application, ApplicationCondition } from '../model/Application';
import {
  argocdNamespace,
  hasMultipleSources,
  normalizeSpec,
  sourcesOf,
} from '../model/applicationSpec';
import type { AppProject } from '../model/AppProject';
import { timestamp, withConditions } from '../model/conditions';
import { LruCache } from '../../state/LruCache';
import { decideAutoSync } from './autoSync';
import { changeStatus } from './changeStatus';
import type { Comparison } from './Comparison';
import { compareApplication } from './compareApplication';
import type { ControllerSystems } from './ControllerSystems';
import { validatePermissions } from './projectPermissions';
import { resourceTree, treeSummary } from './resourceTree';
import { setOperation } from './setOperation';

/**
 * How much of an application is looked at again: only its tree, the live objects against what Git said last, or all of it.
 * `hard` renders again what is cached, too.
 */
export type RefreshLevel = 'tree' | 'live' | 'full' | 'hard';

const evaluatedTypes = [
  'ComparisonError',
  'SharedResourceWarning',
  'RepeatedResourceWarning',
  'InvalidSpecError',
  'UnknownError',
];

/** Brings the status of applications up to date and starts automated syncs. */
export class RefreshProcessor {
  readonly #comparisons = new LruCache<Comparison>(500);

  constructor(private readonly systems: ControllerSystems) {}

  /** What the last refresh found; found anew when that is too long ago. */
  async comparison(application: Application): Promise<Comparison | undefined> {
    const known = this.#comparisons.get(application.metadata.name);
    if (known) {
      return known;
    }
    const project = this.systems.projects.get(application.spec.project);
    const isValid =
      project &&
      validatePermissions(application.spec, project, this.systems.clusters)
        .length === 0;
    return isValid ? this.#compare(application, project, 'live') : undefined;
  }

  forget(name: string): void {
    this.#comparisons.delete(name);
  }

  /** @returns milliseconds after which to refresh again, if not by the clock */
  async process(
    name: string,
    requested: RefreshLevel,
  ): Promise<number | undefined> {
    const application = this.systems.applications.get(name);
    if (!application) {
      this.#comparisons.delete(name);
      return undefined;
    }
    if (requested === 'tree' && this.#refreshTree(application)) {
      return undefined;
    }
    const level = requested === 'tree' ? 'live' : requested;
    const { project, conditions } = this.#validate(application);
    if (!project || conditions.length > 0) {
      this.#comparisons.delete(name);
      this.#refuse(application, conditions);
      return undefined;
    }
    const comparison = await this.#compare(application, project, level);
    const current = this.systems.applications.get(name);
    if (!current || !isDeepStrictEqual(current.spec, application.spec)) {
      // Changed meanwhile: its own refresh follows.
      return undefined;
    }
    const decision = decideAutoSync(current, comparison, this.systems.pace);
    this.#persist(current, project, comparison, {
      syncError: decision.condition,
      isFull: level !== 'live',
    });
    if (decision.operation) {
      const started = setOperation(
        this.systems.applications,
        name,
        decision.operation,
      );
      if (started) {
        const revisions = comparison.sync.revisions ?? [
          comparison.sync.revision ?? '',
        ];
        this.systems.events.record(
          started,
          'OperationStarted',
          `Initiated automated sync to '${revisions.join(', ')}'`,
        );
      }
    }
    return decision.retryAfter;
  }

  #compare(
    application: Application,
    project: AppProject,
    level: RefreshLevel,
  ): Promise<Comparison> {
    const { spec, status } = application;
    const sources = sourcesOf(spec);
    const multiple = hasMultipleSources(spec);
    const last = status.sync;
    // Only what Git said about the very same sources can be compared with again.
    const isSame = isDeepStrictEqual(
      multiple ? last.comparedTo.sources : last.comparedTo.source,
      multiple ? spec.sources : sources[0],
    );
    const known = multiple ? last.revisions : [last.revision];
    const revisions =
      level === 'live' && isSame && known?.every(isCommit)
        ? known
        : sources.map(source => source.targetRevision);
    return compareApplication(this.systems, application, project, {
      sources,
      revisions,
      multiple,
      noCache: level === 'hard',
    }).then(comparison => {
      this.#comparisons.set(application.metadata.name, comparison);
      return comparison;
    });
  }

  #validate(application: Application): {
    project?: AppProject;
    conditions: ApplicationCondition[];
  } {
    const { spec } = application;
    const project = this.systems.projects.get(spec.project);
    return project
      ? {
          project,
          conditions: validatePermissions(spec, project, this.systems.clusters),
        }
      : {
          conditions: [
            {
              type: 'InvalidSpecError',
              message: `Application referencing project ${spec.project} which does not exist`,
            },
          ],
        };
  }

  #refreshTree(application: Application): boolean {
    const comparison = this.#comparisons.get(application.metadata.name);
    if (!comparison) {
      return false;
    }
    const tree = resourceTree(
      application,
      this.systems.projects.get(application.spec.project),
      comparison,
    );
    this.systems.applications.update(application.metadata.name, draft => {
      draft.status.summary = treeSummary(application, tree);
    });
    return true;
  }

  #refuse(application: Application, conditions: ApplicationCondition[]) {
    changeStatus(this.systems, application, draft => {
      draft.status.conditions = withConditions(
        draft.status.conditions,
        conditions,
        evaluatedTypes,
      );
      draft.status.reconciledAt = timestamp();
      draft.status.sync = { ...draft.status.sync, status: 'Unknown' };
      draft.status.health = { status: 'Unknown' };
    });
  }

  #persist(
    application: Application,
    project: AppProject,
    comparison: Comparison,
    options: { syncError?: ApplicationCondition; isFull: boolean },
  ) {
    const { syncError } = options;
    const tree = resourceTree(application, project, comparison);
    const orphans = tree.orphanedNodes?.length ?? 0;
    const conditions = [
      ...comparison.conditions,
      ...(syncError ? [syncError] : []),
      ...(orphans > 0 && project.spec.orphanedResources?.warn !== false
        ? [
            {
              type: 'OrphanedResourceWarning',
              message: `Application has ${orphans} orphaned resources`,
            },
          ]
        : []),
    ];
    changeStatus(this.systems, application, draft => {
      const { status } = draft;
      if (options.isFull || !status.reconciledAt) {
        status.reconciledAt = timestamp();
      }
      draft.spec = normalizeSpec(draft.spec);
      status.sync = comparison.sync;
      status.health = { ...comparison.health };
      status.resources = [...comparison.resources].sort((a, b) =>
        sortKey(a) < sortKey(b) ? -1 : 1,
      );
      status.summary = treeSummary(application, tree);
      status.controllerNamespace = argocdNamespace;
      if (comparison.sync.revisions) {
        delete status.sourceType;
        status.sourceTypes = comparison.sourceTypes;
      } else {
        delete status.sourceTypes;
        status.sourceType = comparison.sourceTypes[0] ?? '';
      }
      const merged = withConditions(status.conditions, conditions, [
        ...evaluatedTypes,
        'SyncError',
        'OrphanedResourceWarning',
      ]);
      if (merged.length > 0) {
        status.conditions = merged;
      } else {
        delete status.conditions;
      }
    });
  }
}

function isCommit(revision: string | undefined): boolean {
  return /^[0-9a-f]{40}$/.test(revision ?? '');
}

function sortKey(resource: {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
}): string {
  return [
    resource.group ?? '',
    resource.kind,
    resource.namespace ?? '',
    resource.name,
  ].join('/');
}
