import { ConflictError } from '@backstage/errors';
import { MergeRequest } from '@runway/plugin-argocd-common';
import type {
  GitChange,
  GitChangePreview,
  GitChanges,
} from '../actions/GitChanges';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { putYaml, readYaml } from './editYaml';
import { GitOpsRepository } from './GitOpsRepository';
import { Proposals, proposalToken, Proposer } from './Proposals';
import { changedFiles, ProposedFile, toDiffs } from './ProposedFiles';
import { applicationPath, TAG_PATH, valuesPath } from './servicePaths';

const TEAM_LABEL = 'runway.aerq.io/team';

interface Plan extends GitChangePreview {
  proposed: ProposedFile[];
  title: string;
}

/** {@link GitChanges} for services that lie in the GitOps repository as Runway lays them out. */
export class DefaultGitChanges implements GitChanges {
  constructor(
    private readonly options: {
      gitops: GitOpsRepository;
      proposals: Proposals;
      /** Who a user entity ref is, for the commit. */
      proposerOf(ref: string): Promise<Proposer>;
    },
  ) {}

  async preview(
    record: ApplicationRecord,
    change: GitChange,
    signal?: AbortSignal,
  ): Promise<GitChangePreview> {
    const { files, warnings, blocked, token } = await this.#plan(
      record,
      change,
      signal,
    );
    return { files, warnings, ...(blocked && { blocked }), token };
  }

  async open(
    record: ApplicationRecord,
    change: GitChange,
    options: { actionId: string; by: string; token: string },
  ): Promise<MergeRequest> {
    const branch = `runway/action-${options.actionId}`;
    const { proposals, proposerOf } = this.options;
    const known = await proposals.find(branch);
    if (known) {
      return known;
    }
    const plan = await this.#plan(record, change);
    if (plan.token !== options.token) {
      throw new ConflictError(
        'The GitOps repository changed since you looked. Nothing was done; look at the change again.',
      );
    }
    if (plan.blocked) {
      throw new ConflictError(plan.blocked);
    }
    const by = await proposerOf(options.by);
    return proposals.open({
      branch,
      title: plan.title,
      description: [
        ...plan.warnings.map(warning => `**Note:** ${warning}`),
        `Asked for by \`${by.ref}\` in Runway.`,
      ].join('\n\n'),
      labels: [change.kind],
      files: plan.proposed,
      by,
    });
  }

  mergeRequest(iid: number, signal?: AbortSignal): Promise<MergeRequest> {
    return this.options.proposals.get(iid, signal);
  }

  async #plan(
    record: ApplicationRecord,
    change: GitChange,
    signal?: AbortSignal,
  ): Promise<Plan> {
    const place = placeOf(record);
    if (!place) {
      return nothing(
        'Runway does not know where this application lies in the GitOps repository: it carries no labels of a service. Change it where it is declared.',
      );
    }
    return change.kind === 'rollback'
      ? this.#rollback(place, change.entry, signal)
      : this.#autoSync(place, change, signal);
  }

  async #rollback(
    place: Place,
    entry: ApplicationRecord['history'][number],
    signal?: AbortSignal,
  ): Promise<Plan> {
    const path = valuesPath(place);
    const shared = valuesPath({ ...place, environment: 'values' });
    const { gitops } = this.options;
    if (!entry.revision) {
      return nothing('Argo CD has not kept the commit of this deployment.');
    }
    const [now, then, sharedNow, sharedThen] = await Promise.all([
      gitops.current(path, signal),
      gitops.at(entry.revision, path, signal),
      gitops.current(shared, signal),
      gitops.at(entry.revision, shared, signal),
    ]);
    if (then === undefined && !(await gitops.has(entry.revision, signal))) {
      return nothing(
        `Commit ${entry.revision.slice(
          0,
          8,
        )} of that deployment is not in the GitOps repository any more. Go back to another deployment, or set the version in ${path} by a merge request.`,
      );
    }
    if (!now || then === undefined) {
      return nothing(
        `${path} is not there ${
          now ? 'at that deployment' : 'any more'
        }: there is nothing to go back to.`,
      );
    }
    const version = readYaml(path, then, TAG_PATH);
    const proposed = changedFiles([
      {
        path,
        before: { text: now.text, lastCommitId: now.lastCommitId },
        after: then,
      },
    ]);
    return {
      proposed,
      title: `Roll back ${place.team}/${place.name} in ${
        place.environment
      } to ${version ?? entry.revision.slice(0, 8)}`,
      files: toDiffs(proposed),
      warnings:
        sharedNow?.text === sharedThen
          ? []
          : [
              `${shared}, which all environments share, has changed since that deployment. It stays as it is.`,
            ],
      ...(!proposed.length && {
        blocked: 'The GitOps repository holds that version already.',
      }),
      token: proposalToken(proposed, [entry.id]),
    };
  }

  async #autoSync(
    place: Place,
    change: GitChange & { kind: 'auto-sync' },
    signal?: AbortSignal,
  ): Promise<Plan> {
    const path = applicationPath(place);
    const file = await this.options.gitops.current(path, signal);
    const automated = ['spec', 'syncPolicy', 'automated'];
    if (!file) {
      return nothing(`${path} is not in the GitOps repository.`);
    }
    const proposed = changedFiles([
      {
        path,
        before: { text: file.text, lastCommitId: file.lastCommitId },
        after: putYaml(
          path,
          file.text,
          automated,
          'enabled',
          String(change.enabled),
        ),
      },
    ]);
    return {
      proposed,
      title: `${change.enabled ? 'Resume' : 'Pause'} auto-sync of ${
        place.name
      } in ${place.environment}`,
      files: toDiffs(proposed),
      warnings: [],
      ...(!proposed.length && {
        blocked: `Auto-sync is ${change.enabled ? 'on' : 'off'} already.`,
      }),
      token: proposalToken(proposed, [change.enabled]),
    };
  }
}

interface Place {
  team: string;
  name: string;
  environment: string;
}

function placeOf({ summary, labels }: ApplicationRecord): Place | undefined {
  const { service, environment } = summary;
  const team = labels[TEAM_LABEL];
  return service && environment && team
    ? { team, name: service, environment }
    : undefined;
}

const nothing = (blocked: string): Plan => ({
  proposed: [],
  title: '',
  files: [],
  warnings: [],
  blocked,
  token: '',
});
