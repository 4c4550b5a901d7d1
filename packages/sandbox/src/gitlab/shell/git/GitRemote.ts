import type { FileChange } from '../../git/GitWriter';

export interface RemoteFile {
  path: string;
  mode: string;
  blob: string;
}

export interface RemoteCommit {
  message: string;
  author: { name?: string; email?: string };
  committer: { name?: string; email?: string };
  changes: FileChange[];
}

/** A repository that a simulated job has opened with some credentials. */
export interface GitRemote {
  readonly defaultBranch: string;
  /** Commit of a branch or tag. */
  resolve(ref: string): Promise<string | undefined>;
  files(commit: string): Promise<RemoteFile[]>;
  read(blob: string): Promise<Buffer>;
  /**
   * Appends commits to a branch and returns the new head.
   * @throws RemoteRefusal when the branch moved, is protected, or the token may not write
   */
  push(options: {
    branch: string;
    base: string | undefined;
    commits: RemoteCommit[];
    force: boolean;
    pushOptions: string[];
  }): Promise<string>;
  /** Who pushes: what commits carry when the script sets no other name. */
  readonly identity: { name: string; email: string };
}

export interface GitRemotes {
  /** @throws RemoteRefusal with what Git would print */
  open(
    url: string,
    credentials: { username: string; password: string } | undefined,
  ): Promise<GitRemote>;
}

/** What Git prints when a remote refuses, and the exit code it ends with. */
export class RemoteRefusal extends Error {
  override readonly name = 'RemoteRefusal';

  constructor(message: string, readonly code: number) {
    super(message);
  }
}
