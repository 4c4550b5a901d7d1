import { CommitAction } from '@runway/integrations';
import { unifiedDiff } from '../diff/unifiedDiff';

/** A file of the GitOps repository before and after a proposal. */
export interface ProposedFile {
  path: string;
  /** Undefined: the file is new. */
  before?: { text: string; lastCommitId: string };
  after: string;
}

/** Only those that change. */
export const changedFiles = (files: ProposedFile[]) =>
  files.filter(({ before, after }) => before?.text !== after);

export const toDiffs = (files: ProposedFile[]) =>
  files.map(({ path, before, after }) => ({
    path,
    diff: unifiedDiff(path, before?.text, after),
  }));

/** GitLab refuses the commit when somebody changed a file since it was shown. */
export const toCommitActions = (files: ProposedFile[]): CommitAction[] =>
  files.map(({ path, before, after }) =>
    before
      ? {
          action: 'update',
          path,
          content: after,
          lastCommitId: before.lastCommitId,
        }
      : { action: 'create', path, content: after },
  );
