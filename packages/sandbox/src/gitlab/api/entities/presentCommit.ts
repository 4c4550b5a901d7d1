import type { Commit } from '../../git/GitHistory';
import type { FileDiff } from '../../git/GitDiff';
import type { GitRef } from '../../git/GitRepository';
import type { GitLabServices } from '../../GitLabServices';
import type { Project } from '../../state/GitLabModel';

export function presentCommit(
  { urls }: GitLabServices,
  project: Project,
  commit: Commit,
) {
  return {
    id: commit.id,
    short_id: commit.id.slice(0, 8),
    created_at: commit.committedDate,
    parent_ids: commit.parents,
    title: commit.title,
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.authoredDate,
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commit.committedDate,
    trailers: commit.trailers,
    extended_trailers: Object.fromEntries(
      Object.entries(commit.trailers).map(([key, value]) => [key, [value]]),
    ),
    web_url: urls.commit(project, commit.id),
  };
}

export function presentDiff(diff: FileDiff) {
  return {
    diff: diff.diff,
    collapsed: false,
    too_large: false,
    new_path: diff.newPath,
    old_path: diff.oldPath,
    a_mode: diff.oldMode,
    b_mode: diff.newMode,
    new_file: diff.newFile,
    renamed_file: diff.renamedFile,
    deleted_file: diff.deletedFile,
    generated_file: null,
  };
}

export function presentBranch(
  services: GitLabServices,
  project: Project,
  branch: GitRef,
  commit: Commit,
  viewer: Parameters<GitLabServices['access']['canPushTo']>[0] | undefined,
) {
  const { access, urls } = services;
  return {
    name: branch.name,
    commit: presentCommit(services, project, commit),
    merged: false,
    protected: access.protectionsOf(project, branch.name).length > 0,
    developers_can_push: access
      .protectionsOf(project, branch.name)
      .some(rule => rule.pushLevel === 30),
    developers_can_merge: access
      .protectionsOf(project, branch.name)
      .some(rule => rule.mergeLevel === 30),
    can_push:
      viewer !== undefined && access.canPushTo(viewer, project, branch.name),
    default: branch.name === project.defaultBranch,
    web_url: urls.tree(project, branch.name),
  };
}

export function presentTag(
  services: GitLabServices,
  project: Project,
  tag: GitRef,
  commit: Commit,
) {
  return {
    name: tag.name,
    message: tag.message,
    target: tag.target,
    commit: presentCommit(services, project, commit),
    release: null,
    protected: false,
    created_at: commit.committedDate,
  };
}
