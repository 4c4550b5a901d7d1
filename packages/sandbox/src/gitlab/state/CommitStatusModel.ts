export const commitStatusStates = [
  'pending',
  'running',
  'success',
  'failed',
  'canceled',
  'skipped',
] as const;

export type CommitStatusState = (typeof commitStatusStates)[number];

/** What an external system, such as Atlantis, says about a commit. */
export interface CommitStatus {
  id: number;
  projectId: number;
  sha: string;
  ref: string | null;
  name: string;
  status: CommitStatusState;
  description: string | null;
  targetUrl: string | null;
  authorId: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}
