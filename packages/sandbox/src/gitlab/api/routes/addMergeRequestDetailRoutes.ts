import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { readDiff } from '../../git/GitDiff';
import { readCommits, readHistory } from '../../git/GitHistory';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentCommit, presentDiff } from '../entities/presentCommit';
import {
  presentMergeRequestDetail,
  presentNote,
} from '../entities/presentMergeRequest';
import { presentPipelineBasic } from '../entities/presentPipeline';
import { presentUser } from '../entities/presentUser';
import { notePayload } from '../../webhooks/mergeRequestPayload';
import { text } from '../parseInput';
import { mergeRequestOf } from './addMergeRequestRoutes';

/** What belongs to a merge request: commits, changes, pipelines and notes. */
export function addMergeRequestDetailRoutes(api: ApiRouter) {
  const base = '/projects/:id/merge_requests/:iid';

  api.get(`${base}/commits`, async call => {
    const { project, request } = read(call);
    const commits = await readHistory(call.repository(project), {
      revision: `${request.baseSha}..${request.sha}`,
    });
    return call.page(commits, commit =>
      presentCommit(call.services, project, commit),
    );
  });

  api.get(`${base}/changes`, async call => {
    const { project, request } = read(call);
    const diffs = await readDiff(
      call.repository(project),
      request.baseSha,
      request.sha,
    );
    return {
      ...(await presentMergeRequestDetail(
        call.services,
        project,
        request,
        call.optionalUser,
      )),
      changes_count: String(diffs.length),
      changes: diffs.map(presentDiff),
      overflow: false,
    };
  });

  api.get(`${base}/diffs`, async call => {
    const { project, request } = read(call);
    const diffs = await readDiff(
      call.repository(project),
      request.baseSha,
      request.sha,
    );
    return call.page(diffs, presentDiff);
  });

  api.get(`${base}/pipelines`, call => {
    const { project, request } = read(call);
    const pipelines = call.state.pipelines
      .where('project', project.id)
      .filter(
        pipeline =>
          pipeline.mergeRequestIid === request.iid ||
          (pipeline.sha === request.sha &&
            pipeline.ref === request.sourceBranch),
      )
      .reverse();
    return call.page(pipelines, pipeline =>
      presentPipelineBasic(call.services, project, pipeline),
    );
  });

  api.post(`${base}/pipelines`, async call => {
    const { project, request } = read(call);
    const result = await call.services.pipelines.create({
      project,
      user: call.user,
      ref: `refs/merge-requests/${request.iid}/head`,
      tag: false,
      sha: request.sha,
      beforeSha: request.baseSha,
      source: 'merge_request_event',
      mergeRequest: request,
    });
    if (result.kind === 'none') {
      throw ApiError.badRequest({ base: [result.reason] });
    }
    return presentPipelineBasic(call.services, project, result.pipeline);
  });

  api.get(`${base}/participants`, call => {
    const { request } = read(call);
    const { state, urls } = call.services;
    const ids = new Set([
      request.authorId,
      ...request.assigneeIds,
      ...request.reviewerIds,
      ...notesOf(call).map(note => note.authorId),
    ]);
    return call.page(
      [...ids].flatMap(id => state.users.get(id) ?? []),
      user => presentUser(urls, user),
    );
  });

  api.get(`${base}/notes`, call => {
    const { sort } = call.input(
      z.object({ sort: z.enum(['asc', 'desc']).optional() }),
    );
    const notes = notesOf(call);
    return call.page(sort === 'asc' ? notes : notes.reverse(), note =>
      presentNote(call.services, note),
    );
  });

  api.get(`${base}/notes/:note_id`, call =>
    presentNote(call.services, noteOf(call)),
  );

  api.post(`${base}/notes`, async call => {
    const { project, request } = read(call);
    const { body } = call.input(
      z.object({ body: text.pipe(z.string().min(1)) }),
    );
    const { mergeRequests, webhooks } = call.services;
    const note = mergeRequests.addNote(request, call.user, body);
    const [commit] = await readCommits(call.repository(project), [request.sha]);
    webhooks.dispatch(project, 'note_events', () =>
      notePayload(call.services, note, request, commit),
    );
    return presentNote(call.services, note);
  });

  api.put(`${base}/notes/:note_id`, call => {
    const note = ownNote(call);
    const { body } = call.input(z.object({ body: text }));
    return presentNote(
      call.services,
      call.state.notes.update(note.id, {
        body,
        updatedAt: new Date().toISOString(),
      }),
    );
  });

  api.delete(`${base}/notes/:note_id`, call => {
    call.state.notes.delete(ownNote(call).id);
    return call.noContent();
  });
}

function read(call: ApiCall) {
  const project = call.project('read_code');
  return { project, request: mergeRequestOf(call, project) };
}

function notesOf(call: ApiCall) {
  const { project, request } = read(call);
  return call.state.notes.where('mergeRequest', `${project.id}!${request.iid}`);
}

function noteOf(call: ApiCall) {
  const id = call.intParam('note_id');
  const note = notesOf(call).find(candidate => candidate.id === id);
  if (!note) {
    throw ApiError.notFound();
  }
  return note;
}

function ownNote(call: ApiCall) {
  const note = noteOf(call);
  if (note.authorId !== call.user.id && !call.user.admin) {
    throw ApiError.forbidden();
  }
  return note;
}
