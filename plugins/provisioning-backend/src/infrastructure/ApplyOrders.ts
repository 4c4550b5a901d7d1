import type { Upstreams } from '@runway/integrations';
import type { Lease } from '../database/RunStore';
import type { DatabaseRequestStore } from './database/DatabaseRequestStore';
import type { StoredRequest } from './types';

const COMMAND = 'atlantis apply';

/**
 * Asks Atlantis to apply a request: once a commit, whatever interrupts it. The intent is written first; a note whose fate
 * nobody knows is looked for before another one is written.
 */
export class ApplyOrders {
  /** By GitLab instance: the user name of the portal. */
  readonly #self = new Map<string, string>();

  constructor(
    private readonly options: {
      requests: DatabaseRequestStore;
      upstreams: Upstreams;
    },
  ) {}

  async order(
    request: StoredRequest,
    head: string,
    lease: Lease,
    signal: AbortSignal,
  ): Promise<void> {
    const { requests, upstreams } = this.options;
    const { project, iid, applyOrder } = request;
    const gitlab = upstreams.gitlab(request.instance);
    const notes = await gitlab.mergeRequestNotes(project, iid, {}, { signal });
    let order = applyOrder;
    if (order?.sha === head) {
      const { afterNote } = order;
      const self = await this.#selfOf(request.instance, signal);
      const asked = notes.find(
        note =>
          note.id > afterNote &&
          note.author === self &&
          note.body.trim() === COMMAND,
      );
      if (asked) {
        await requests.change(lease, {
          applyOrder: { ...order, noteId: asked.id },
        });
        return;
      }
    } else {
      order = { sha: head, afterNote: notes[0]?.id ?? 0 };
      await requests.change(lease, { applyOrder: order });
    }
    signal.throwIfAborted();
    const note = await gitlab.createMergeRequestNote(project, iid, COMMAND, {
      signal,
    });
    await requests.change(lease, {
      applyOrder: { ...order, noteId: note.id },
    });
  }

  async #selfOf(instance: string, signal: AbortSignal): Promise<string> {
    const known = this.#self.get(instance);
    if (known) {
      return known;
    }
    const { user } = await this.options.upstreams
      .gitlab(instance)
      .health({ signal });
    this.#self.set(instance, user.username);
    return user.username;
  }
}

/** Whether Atlantis was asked to apply this commit, for sure. */
export const isOrdered = ({ applyOrder }: StoredRequest, head: string) =>
  applyOrder?.sha === head && applyOrder.noteId !== undefined;
