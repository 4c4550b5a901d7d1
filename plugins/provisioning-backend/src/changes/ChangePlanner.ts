import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { Lease, RunStore } from '../database/RunStore';
import { comparePlans } from './comparePlans';
import { confirmData } from './confirmData';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { readTarget } from './readTarget';
import type { ChangeStrategy, StoredChange, StrategyPlan } from './types';

/** Compares what people agreed to with how things are, and takes a new plan when they have moved on. */
export class ChangePlanner {
  constructor(
    private readonly options: {
      changes: DatabaseChangeStore;
      store: RunStore;
      upstreams: Upstreams;
      catalog: CatalogService;
      auth: AuthService;
    },
  ) {}

  /**
   * The plan as it would be now, with what the person confirmed when the change was opened.
   *
   * @returns `goesFurther` when something would happen that nobody has agreed to
   */
  async plan(
    change: StoredChange,
    strategy: ChangeStrategy,
    signal: AbortSignal,
  ): Promise<{ plan: StrategyPlan; isSame: boolean; goesFurther: boolean }> {
    const { auth, changes, upstreams } = this.options;
    const target = await readTarget(
      change.kind === 'transfer'
        ? {
            kind: 'transfer',
            entityRef: change.entityRef,
            newOwnerRef: change.newOwnerRef!,
          }
        : { kind: change.kind, entityRef: change.entityRef },
      { ...this.options, credentials: await auth.getOwnServiceCredentials() },
    );
    const planned = await strategy.plan(target, { upstreams, signal });
    const agreed = await changes.items(change.id);
    const plan = { ...planned, items: confirmData(planned.items, agreed) };
    return {
      plan,
      ...comparePlans({ items: agreed, files: change.files }, plan),
    };
  }

  /** Git moved on: the change is opened anew. Approvals count on only when nothing more goes than was agreed. */
  async take(
    change: StoredChange,
    plan: StrategyPlan,
    lease: Lease,
    { again }: { again: boolean },
  ): Promise<void> {
    const { changes } = this.options;
    await changes.replan(lease, plan, { again });
    await changes.record(change.id, {
      actor: 'runway',
      type: 'planned-again',
      message: again
        ? 'Files changed meanwhile, and more would go than was agreed: everybody is asked again'
        : 'Files changed meanwhile: the merge request is opened anew',
    });
  }
}
