import { ConflictError } from '@backstage/errors';
import { ApplicationRef } from '@runway/plugin-argocd-common';
import type { Knex } from 'knex';
import {
  ACTIVE,
  ActionChange,
  ActionStore,
  NewAction,
  StoredAction,
} from '../ActionStore';
import { describeHolder } from '../describeAction';
import { Row, toAction, toColumns } from './actionRows';

const TABLE = 'actions';
/** What the state of auto-sync is known from. */
const AUTO_SYNC_KINDS = ['pause', 'resume'];

/** {@link ActionStore} on the plugin's database. */
export class DatabaseActionStore implements ActionStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  async begin(action: NewAction) {
    const { instance, namespace, name } = action.application;
    try {
      await this.knex(TABLE).insert({
        id: action.id,
        request_id: action.requestId,
        instance,
        namespace,
        name,
        project: action.project,
        exclusive: action.exclusive ?? null,
        kind: action.request.kind,
        method: action.method,
        request: JSON.stringify(action.request),
        state: 'requested',
        requested_by: action.by,
        requested_at: action.requestedAt,
        baseline: action.baseline ?? null,
        git_token: action.gitToken ?? null,
        look_at: action.lookAt,
      });
    } catch (error) {
      // One of the two unique columns, or the database itself: the rows say which.
      const earlier = await this.ofRequest(action.requestId);
      if (earlier) {
        return { action: earlier, created: false };
      }
      const holder =
        action.exclusive &&
        (await this.#first({ exclusive: action.exclusive }));
      throw holder ? new ConflictError(describeHolder(holder)) : error;
    }
    return { action: (await this.get(action.id))!, created: true };
  }

  async change(id: string, change: ActionChange) {
    const isEnd = change.state && !ACTIVE.includes(change.state);
    const changed = await this.knex(TABLE)
      .where({ id })
      .whereIn('state', ACTIVE)
      .update({
        ...toColumns(change),
        ...(isEnd && { finished_at: this.now(), exclusive: null }),
      });
    return changed === 1 ? this.get(id) : undefined;
  }

  async claim(action: StoredAction, lookAt: number) {
    const changed = await this.knex(TABLE)
      .where({ id: action.id, look_at: action.lookAt })
      .whereIn('state', ACTIVE)
      .update({ look_at: lookAt });
    return changed === 1;
  }

  get(id: string) {
    return this.#first({ id });
  }

  ofRequest(requestId: string) {
    return this.#first({ request_id: requestId });
  }

  async ofApplication(
    { instance, namespace, name }: ApplicationRef,
    limit: number,
  ) {
    const rows = await this.knex(TABLE)
      .where({ instance, namespace, name })
      .orderBy('requested_at', 'desc')
      .limit(limit);
    return rows.map(toAction);
  }

  async lastPause({ instance, namespace, name }: ApplicationRef) {
    const row = await this.knex(TABLE)
      .where({ instance, namespace, name, state: 'succeeded', kind: 'pause' })
      .orderBy('requested_at', 'desc')
      .first();
    return row && toAction(row);
  }

  async pauses() {
    const rows = await this.knex(TABLE)
      .where({ state: 'succeeded' })
      .whereIn('kind', AUTO_SYNC_KINDS)
      .whereNotExists(this.#other('>', AUTO_SYNC_KINDS));
    return rows.map(toAction);
  }

  async active(limit: number) {
    const rows = await this.knex(TABLE)
      .whereIn('state', ACTIVE)
      .orderBy('requested_at')
      .limit(limit);
    return rows.map(toAction);
  }

  async prune({ before, limit }: { before: number; limit: number }) {
    const old = this.knex(TABLE)
      .select('id')
      .where('finished_at', '<', before)
      .where(row =>
        row
          .whereNot('state', 'succeeded')
          .orWhereNotIn('kind', AUTO_SYNC_KINDS)
          .orWhere(pause =>
            pause
              .where('kind', 'pause')
              .whereExists(this.#other('>', AUTO_SYNC_KINDS)),
          )
          .orWhere(resumption =>
            resumption
              .where('kind', 'resume')
              .whereNotExists(this.#other('<', ['pause'])),
          ),
      )
      .orderBy('finished_at')
      .limit(limit);
    return this.knex(TABLE).whereIn('id', old).delete();
  }

  /** What succeeded with the same application later (`>`) or earlier (`<`) than the row that is looked at. */
  #other(when: '>' | '<', kinds: string[]) {
    const column = (name: string) => this.knex.ref(`${TABLE}.${name}`);
    return this.knex(`${TABLE} as other`)
      .where({
        'other.state': 'succeeded',
        'other.instance': column('instance'),
        'other.namespace': column('namespace'),
        'other.name': column('name'),
      })
      .whereIn('other.kind', kinds)
      .where('other.requested_at', when, column('requested_at'));
  }

  async #first(where: Row): Promise<StoredAction | undefined> {
    const row = await this.knex(TABLE).where(where).first();
    return row && toAction(row);
  }
}
