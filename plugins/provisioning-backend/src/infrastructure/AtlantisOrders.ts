import type { Upstreams } from '@runway/integrations';
import type { AtlantisOrder, StoredRequest } from './types';

/** What Atlantis is to be asked, and about which of its results. */
export type Ask = Pick<AtlantisOrder, 'command' | 'about' | 'sha'>;

/** A merge request, and what Atlantis was asked on it last. */
export type Orderable = Pick<
  StoredRequest,
  'instance' | 'project' | 'iid' | 'order'
>;

/**
 * Asks Atlantis by a note on the merge request: once for each of its results, whatever interrupts it. The intent is written
 * first; a note whose fate nobody knows is looked for before another one is written.
 */
export class AtlantisOrders {
  /** By GitLab instance: the user name of the portal. */
  readonly #self = new Map<string, string>();

  constructor(private readonly options: { upstreams: Upstreams }) {}

  /** @param keep - stores the order; called before Atlantis is asked, and once it is */
  async order(
    request: Orderable,
    ask: Ask,
    keep: (order: AtlantisOrder) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { project, iid } = request;
    const gitlab = this.options.upstreams.gitlab(request.instance);
    const text = `atlantis ${ask.command}`;
    const notes = await gitlab.mergeRequestNotes(project, iid, {}, { signal });
    const before = request.order;
    let order: AtlantisOrder;
    if (before && isSame(before, ask)) {
      order = before;
      const self = await this.#selfOf(request.instance, signal);
      const asked = notes.find(
        note =>
          note.id > order.afterNote &&
          note.author === self &&
          note.body.trim() === text,
      );
      if (asked) {
        await keep({ ...order, noteId: asked.id });
        return;
      }
    } else {
      const replans =
        before?.sha === ask.sha
          ? before.replans + (ask.command === 'plan' ? 1 : 0)
          : 0;
      order = { ...ask, afterNote: notes[0]?.id ?? 0, replans };
      await keep(order);
    }
    signal.throwIfAborted();
    const note = await gitlab.createMergeRequestNote(project, iid, text, {
      signal,
    });
    await keep({ ...order, noteId: note.id });
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

/** Whether Atlantis was asked just this, for sure. */
export const isOrdered = ({ order }: Pick<StoredRequest, 'order'>, ask: Ask) =>
  order !== undefined && isSame(order, ask) && order.noteId !== undefined;

const isSame = (one: Ask, other: Ask) =>
  one.command === other.command &&
  one.about === other.about &&
  one.sha === other.sha;
