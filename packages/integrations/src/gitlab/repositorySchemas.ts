import { z } from 'zod';
import { optional } from '../http/optional';
import type {
  GitLabBranch,
  GitLabCommit,
  GitLabFile,
  GitLabTag,
} from './GitLabTypes';

export const commitSchema = z
  .object({
    id: z.string(),
    short_id: z.string(),
    title: z.string(),
    message: z.string(),
    author_name: z.string(),
    author_email: z.string(),
    committer_name: optional(z.string()),
    committer_email: optional(z.string()),
    created_at: z.string(),
    parent_ids: z.array(z.string()).default([]),
    web_url: z.string(),
  })
  .transform(
    (commit): GitLabCommit => ({
      id: commit.id,
      shortId: commit.short_id,
      title: commit.title,
      message: commit.message,
      authorName: commit.author_name,
      authorEmail: commit.author_email,
      committerName: commit.committer_name,
      committerEmail: commit.committer_email,
      createdAt: commit.created_at,
      parentIds: commit.parent_ids,
      webUrl: commit.web_url,
    }),
  );

export const fileSchema = z
  .object({
    content: z.string(),
    encoding: z.literal('base64'),
    blob_id: z.string(),
    commit_id: z.string(),
    last_commit_id: z.string(),
  })
  .transform(
    (file): GitLabFile => ({
      content: Buffer.from(file.content, 'base64'),
      blobId: file.blob_id,
      commitId: file.commit_id,
      lastCommitId: file.last_commit_id,
    }),
  );

export const treeEntrySchema = z.object({
  path: z.string(),
  name: z.string(),
  type: z.enum(['tree', 'blob', 'commit']),
  id: z.string(),
  mode: z.string(),
});

export const tagSchema = z
  .object({ name: z.string(), commit: z.object({ id: z.string() }) })
  .transform(({ name, commit }): GitLabTag => ({ name, commitId: commit.id }));

export const branchSchema = z
  .object({
    name: z.string(),
    commit: z.object({ id: z.string() }),
    default: z.boolean(),
    protected: z.boolean(),
    merged: z.boolean(),
    web_url: optional(z.string()),
  })
  .transform(
    (branch): GitLabBranch => ({
      name: branch.name,
      commitId: branch.commit.id,
      default: branch.default,
      protected: branch.protected,
      merged: branch.merged,
      webUrl: branch.web_url,
    }),
  );

const accessLevels = z.array(z.object({ access_level: z.number().nullish() }));

export const protectedBranchSchema = z.object({
  push_access_levels: accessLevels,
  merge_access_levels: accessLevels,
  allow_force_push: z.boolean().default(false),
});
