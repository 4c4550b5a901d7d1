import type {
  Difference,
  DifferenceAction,
  DifferenceListQuery,
} from '@runway/plugin-provisioning-common';
import type { People } from '../service/People';
import type { PersonOptions } from '../service/ProvisioningService';
import type { DatabaseCheckState } from './database/DatabaseCheckState';
import type { DatabaseDifferences } from './database/DatabaseDifferences';
import type { DifferenceResolver } from './DifferenceResolver';
import type { PassTimes } from './Reconciler';
import type { ReconciliationService } from './ReconciliationService';
import type { StoredDifference } from './types';

/** Everything but authorization, which is AuthorizedReconciliationService's. */
export class DefaultReconciliationService implements ReconciliationService {
  constructor(
    private readonly options: {
      differences: DatabaseDifferences;
      state: DatabaseCheckState;
      resolver: DifferenceResolver;
      people: People;
      everySeconds: number;
      /** Starts a pass unless one is under way; says whether it did. */
      startPass: () => Promise<boolean>;
      /** Entity refs of the teams that services were given to, by run: the ledger keeps who had it made. */
      newOwners: (runIds: string[]) => Promise<ReadonlyMap<string, string>>;
    },
  ) {}

  async get(query: DifferenceListQuery, _options: PersonOptions) {
    const { differences, state, everySeconds } = this.options;
    const [listed, sources, pass] = await Promise.all([
      differences.list(query),
      state.sources(),
      state.read<PassTimes>('pass'),
    ]);
    return {
      differences: await this.#toDtos(listed.differences),
      totalItems: listed.total,
      sources: sources.map(({ checkedAt, ...source }) => ({
        ...source,
        checkedAt: checkedAt === undefined ? undefined : iso(checkedAt),
      })),
      lastPass: pass && {
        startedAt: iso(pass.startedAt),
        finishedAt:
          pass.finishedAt === undefined ? undefined : iso(pass.finishedAt),
      },
      everySeconds,
      can: { act: true },
    };
  }

  async checkNow(_options: PersonOptions) {
    return { started: await this.options.startPass() };
  }

  async resolve(
    id: string,
    action: DifferenceAction,
    { credentials }: PersonOptions,
  ) {
    const person = await this.options.people.get(credentials);
    const difference = await this.options.resolver.resolve(id, action, person);
    if (!difference) {
      return {};
    }
    const [dto] = await this.#toDtos([difference]);
    return { difference: dto };
  }

  async #toDtos(stored: StoredDifference[]): Promise<Difference[]> {
    const runIds = stored.flatMap(({ runId }) => runId ?? []);
    const owners = await this.options.newOwners([...new Set(runIds)]);
    return stored.map(each => ({
      ...toDto(each),
      ownerRef: owners.get(each.runId ?? '') ?? each.ownerRef,
    }));
  }
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

function toDto(stored: StoredDifference): Omit<Difference, 'ownerRef'> {
  return {
    id: stored.id,
    kind: stored.difference,
    resourceKind: stored.kind,
    system: stored.system,
    instance: stored.instance,
    key: stored.key,
    title: stored.title,
    environment: stored.environment,
    url: stored.url,
    runId: stored.runId,
    name: stored.name,
    message: stored.message,
    firstSeenAt: iso(stored.firstSeenAt),
    lastSeenAt: iso(stored.lastSeenAt),
    actions: stored.actions,
    progress: stored.progress,
  };
}
