import { createHash } from 'node:crypto';
import { ActionRequest } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { ActionMethod } from './ActionStore';
import { describeOperation, nameOf, timeOf } from './describeAction';
import { GitChange } from './GitChanges';

/** How an action would be done with an application as it is. Asks nobody. */
export interface ActionPlan {
  /** In a sentence. */
  effect: string;
  method: ActionMethod;
  /** What the GitOps repository needs, with method `merge-request`. */
  gitChange?: GitChange;
  /** Only one action at a time may hold it. */
  exclusive: 'operation' | 'git' | 'none';
  warnings: string[];
  /** Why it can't be done now. */
  blocked?: string;
  /** Other when the application is in another state. */
  token: string;
}

type Draft = Omit<ActionPlan, 'token' | 'warnings'> & { warnings?: string[] };

export function planAction(
  record: ApplicationRecord,
  request: ActionRequest,
): ActionPlan {
  const { summary } = record;
  const draft = drafts[request.kind](record, request as never);
  const blocked = summary.deleting
    ? `Argo CD is deleting ${summary.name}.`
    : draft.blocked;
  return {
    ...draft,
    warnings: draft.warnings ?? [],
    ...(blocked && { blocked }),
    token: tokenOf(record, request),
  };
}

const drafts: {
  [K in ActionRequest['kind']]: (
    record: ApplicationRecord,
    request: Extract<ActionRequest, { kind: K }>,
  ) => Draft;
} = {
  refresh: ({ summary }, { hard }) => ({
    effect: `Argo CD compares ${summary.name} with Git again${
      hard ? ', and renders what is in Git anew' : ''
    }. Nothing is changed.`,
    method: 'operation',
    exclusive: 'none',
  }),

  sync: ({ summary }, { dryRun, prune, resources }) => ({
    effect: `Argo CD ${dryRun ? 'tries to bring' : 'brings'} ${
      resources
        ? `${resources.length} selected ${
            resources.length === 1 ? 'resource' : 'resources'
          } of ${summary.name}`
        : summary.name
    } to what Git says${
      summary.revision ? ` at ${summary.revision.slice(0, 8)}` : ''
    }${prune ? ', and deletes what is not in Git any more' : ''}.${
      dryRun ? ' Nothing is changed.' : ''
    }`,
    method: 'operation',
    exclusive: 'operation',
    warnings: [
      summary.sync === 'Synced' && 'It is in sync already.',
      summary.autoSync &&
        !dryRun &&
        'Auto-sync is on: Argo CD does this by itself whenever Git changes.',
      resources &&
        !dryRun &&
        'A sync of selected resources does not get into the history.',
    ].filter(warning => warning !== false && warning !== undefined) as string[],
    blocked: describeOperation(summary.operation),
  }),

  rollback: (record, { historyId }) => {
    const { summary, history } = record;
    const entry = history.find(({ id }) => id === historyId);
    if (!entry) {
      return {
        effect: `${summary.name} goes back to deployment ${historyId}.`,
        method: 'operation',
        exclusive: 'operation',
        blocked: `Deployment ${historyId} is not in the history of ${
          summary.name
        } any more: Argo CD keeps the last ten. ${
          history.length
            ? `There are ${history[0].id} to ${history.at(-1)!.id}.`
            : 'There is none at all.'
        } To go further back, revert the commit in the GitOps repository.`,
      };
    }
    const target = `deployment ${historyId} of ${timeOf(entry.deployedAt)}${
      entry.revision ? ` (commit ${entry.revision.slice(0, 8)})` : ''
    }`;
    const warnings =
      entry === history.at(-1) ? ['This is what was deployed last.'] : [];
    if (summary.autoSync) {
      return {
        effect: `A merge request in the GitOps repository takes ${summary.name} back to ${target}. Argo CD deploys it once it is merged.`,
        method: 'merge-request',
        gitChange: { kind: 'rollback', entry },
        exclusive: 'git',
        warnings,
      };
    }
    return {
      effect: `Argo CD deploys ${summary.name} again as it was in ${target}.`,
      method: 'operation',
      exclusive: 'operation',
      warnings: [
        ...warnings,
        'Git stays as it is: until it is changed too, the application is out of sync, and the next sync undoes this.',
      ],
      blocked: describeOperation(summary.operation),
    };
  },

  terminate: ({ summary }) => ({
    effect: `Argo CD ends the operation that is under way${
      summary.operation?.by ? ` for ${nameOf(summary.operation.by)}` : ''
    }. What was applied so far stays.`,
    method: 'operation',
    exclusive: 'none',
    ...(!describeOperation(summary.operation) && {
      blocked: 'No operation is under way.',
    }),
  }),

  pause: (record, { reason }) =>
    switchAutoSync(record, false, reason, {
      effect: `Argo CD no longer deploys ${record.summary.name} by itself. Changes in Git wait until somebody syncs.`,
      ...(!record.summary.autoSync && { blocked: 'Auto-sync is off already.' }),
    }),

  resume: record =>
    switchAutoSync(record, true, undefined, {
      effect: `Argo CD deploys ${record.summary.name} by itself again, beginning with what has changed in Git meanwhile.`,
      ...(record.summary.autoSync && { blocked: 'Auto-sync is on already.' }),
    }),
};

/** Whoever made the application puts its settings back, so they are changed where it is declared. */
function switchAutoSync(
  { summary, parent }: ApplicationRecord,
  enabled: boolean,
  reason: string | undefined,
  { effect, blocked }: { effect: string; blocked?: string },
): Draft {
  if (!parent) {
    return {
      effect,
      method: 'operation',
      exclusive: 'none',
      ...(blocked && { blocked }),
    };
  }
  if (parent.kind !== 'Application') {
    return {
      effect,
      method: 'merge-request',
      exclusive: 'none',
      blocked:
        blocked ??
        `${parent.kind} ${parent.name} made ${summary.name} and would put its settings back at once. Change its template in Git.`,
    };
  }
  return {
    effect: `By a merge request in the GitOps repository. Once it is merged: ${effect}`,
    method: 'merge-request',
    gitChange: { kind: 'auto-sync', enabled, ...(reason && { reason }) },
    exclusive: 'git',
    warnings: [
      `${summary.name} is declared in Git by ${parent.name}, which would undo a change made in Argo CD.`,
    ],
    ...(blocked && { blocked }),
  };
}

function tokenOf(
  { uid, summary, history }: ApplicationRecord,
  request: object,
) {
  return createHash('sha256')
    .update(
      JSON.stringify([
        request,
        uid,
        summary.revision,
        summary.sync,
        summary.autoSync,
        history.at(-1)?.id,
      ]),
    )
    .digest('base64url');
}
