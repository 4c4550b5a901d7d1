import { parseComment, type Command } from '../comments/parseComment';
import type { CommandContext } from '../commands/CommandContext';
import type { Pull } from '../commands/Pull';
import { runApply } from '../commands/runApply';
import { runPlan } from '../commands/runPlan';
import { configOf, matches } from '../config/ServerConfig';
import type { GitLabEvent } from './readEvent';

/** Does what events ask for, one after the other for each merge request. What is under way when the process ends is lost, as in Atlantis. */
export class EventHandler {
  readonly #last = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(
    private readonly context: CommandContext,
    /** GitLab's name of Atlantis. */
    private readonly user: string,
  ) {}

  get underWay(): number {
    return this.#last.size;
  }

  /** Begins to work, and says what it answers to GitLab. */
  handle(event: GitLabEvent): string {
    if (event.kind === 'other') {
      return event.answer;
    }
    const { pull, user } = event;
    if (event.kind === 'closed') {
      this.#queue(pull, () => this.#cleanUp(pull));
      return 'Pull request cleaned successfully';
    }
    if (event.kind === 'autoplan') {
      this.#queue(pull, async () => {
        if (this.#isConcerned(pull)) {
          await runPlan(this.context, { pull, user, automatic: true });
        }
      });
      return 'Processing...';
    }
    const parsed = parseComment(event.text, this.user);
    switch (parsed.kind) {
      case 'ignored':
        return `Ignoring non-command comment: ${JSON.stringify(
          event.text.slice(0, 40),
        )}`;
      case 'answer':
        this.#queue(pull, () => this.#comment(pull, parsed.body));
        return 'Commenting back on pull request';
      default:
        this.#queue(pull, () => this.#run(pull, user, parsed.command));
        return 'Processing...';
    }
  }

  /** Frees a lock by hand, and tells the merge request that had it. False when there is none. */
  async unlock(key: string): Promise<boolean> {
    const { state } = this.context;
    const lock = state.unlock(key);
    if (!lock) {
      return false;
    }
    state.discard(lock.repository, lock.iid);
    await this.context.gitlab.comment(
      lock.repository,
      lock.iid,
      `**Warning**: The plan for dir: \`${lock.project.dir}\` workspace: \`${lock.project.workspace}\` was **discarded** via the Atlantis UI.\n\nTo \`apply\` this plan you must run \`plan\` again.`,
    );
    return true;
  }

  /** Resolves when nothing runs any more. */
  async stop() {
    this.#stopped = true;
    await this.settled();
  }

  /** Resolves when all that was asked for is done. */
  async settled() {
    while (this.#last.size > 0) {
      await Promise.all(this.#last.values());
    }
  }

  #queue(pull: Pull, work: () => Promise<void>) {
    const key = `${pull.repository}!${pull.iid}`;
    const before = this.#last.get(key) ?? Promise.resolve();
    const done: Promise<void> = before
      .then(() => (this.#stopped ? undefined : work()))
      .catch(error => {
        this.context.log(`atlantis: ${key}: ${error}`);
      })
      .then(() => {
        if (this.#last.get(key) === done) {
          this.#last.delete(key);
        }
      });
    this.#last.set(key, done);
  }

  async #run(pull: Pull, user: string, command: Command) {
    const { state } = this.context;
    if (!pull.isOpen && command.name !== 'unlock') {
      await this.#comment(
        pull,
        "Atlantis commands can't be run on closed pull requests",
      );
      return;
    }
    if (!this.#isConcerned(pull)) {
      return;
    }
    const named =
      command.project || command.dir
        ? { name: command.project, dir: command.dir }
        : undefined;
    if (command.name === 'plan') {
      const { destroy } = command;
      await runPlan(this.context, {
        pull,
        user,
        named,
        destroy,
        automatic: false,
      });
    } else if (command.name === 'apply') {
      const { autoMergeDisabled } = command;
      await runApply(this.context, { pull, user, named, autoMergeDisabled });
    } else {
      state.unlockPull(pull.repository, pull.iid);
      state.discard(pull.repository, pull.iid);
      await this.#comment(
        pull,
        'All Atlantis locks for this PR have been unlocked and plans discarded',
      );
    }
  }

  async #cleanUp(pull: Pull) {
    const { state, workingDirectory } = this.context;
    await workingDirectory.remove(pull.repository, pull.iid);
    const locks = state.unlockPull(pull.repository, pull.iid);
    state.forget(pull.repository, pull.iid);
    if (locks.length > 0) {
      await this.#comment(
        pull,
        [
          'Locks and plans deleted for the projects and workspaces modified in this pull request:',
          '',
          ...locks.map(
            ({ project }) =>
              `- dir: \`${project.dir}\` workspace: \`${project.workspace}\``,
          ),
        ].join('\n'),
      );
    }
  }

  #comment(pull: Pull, body: string) {
    return this.context.gitlab.comment(pull.repository, pull.iid, body);
  }

  /** Whether the server is for the repository and its target branch. */
  #isConcerned({ repository, target }: Pull): boolean {
    const { branch = '/.*/' } = configOf(
      this.context.server,
      this.context.repositoryId(repository),
    );
    return matches(branch, target);
  }
}
