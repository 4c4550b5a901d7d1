import type { Commits } from '@gitbeaker/rest';
import type { CommitAction } from './GitLabTypes';

type ApiAction = NonNullable<
  Parameters<InstanceType<typeof Commits>['create']>[3]
>[number];

/** Turns a change into actions of GitLab's API. */
export function toCommitActions(change: CommitAction): ApiAction[] {
  const { action, path: filePath } = change;
  switch (change.action) {
    case 'chmod':
      return [{ action, filePath, execute_filemode: change.executable }];
    case 'delete':
      return [{ action, filePath, lastCommitId: change.lastCommitId }];
    case 'update':
      return [
        {
          action,
          filePath,
          ...encode(change.content),
          lastCommitId: change.lastCommitId,
        },
      ];
    default: {
      const create = { action, filePath, ...encode(change.content) };
      if (!change.executable) {
        return [create];
      }
      // Only newer versions look at the mode of a file that is created, so it is set once more.
      return [
        { ...create, execute_filemode: true },
        { action: 'chmod', filePath, execute_filemode: true },
      ];
    }
  }
}

function encode(
  content: string | Uint8Array,
): Pick<ApiAction, 'content' | 'encoding'> {
  const bytes = Buffer.from(content as Uint8Array);
  return { content: bytes.toString('base64'), encoding: 'base64' };
}
