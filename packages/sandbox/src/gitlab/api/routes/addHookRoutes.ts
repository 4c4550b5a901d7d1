import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { hookEvents, type Hook, type HookEvent } from '../../state/GitLabModel';
import { sourceKey } from '../../state/GitLabState';
import { projectPart } from '../../webhooks/payloadParts';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { flag, text } from '../parseInput';

type Source = 'group' | 'project';

const eventFlags = Object.fromEntries(
  hookEvents.map(event => [event, flag.optional()]),
) as Record<HookEvent, z.ZodOptional<typeof flag>>;

const fields = {
  ...eventFlags,
  token: text.nullable().optional(),
  name: text.nullable().optional(),
  description: text.nullable().optional(),
  push_events_branch_filter: text.optional(),
  enable_ssl_verification: flag.optional(),
};

/** Webhooks of projects and groups. */
export function addHookRoutes(api: ApiRouter) {
  for (const source of ['group', 'project'] as const) {
    const base = `/${source}s/:id/hooks`;

    api.get(base, call =>
      call.page(
        call.state.hooks.where(
          'source',
          sourceKey(source, administer(call, source)),
        ),
        present,
      ),
    );

    api.get(`${base}/:hook_id`, call =>
      present(hookOf(call, source, administer(call, source))),
    );

    api.post(base, call => {
      const sourceId = administer(call, source);
      const input = call.input(z.object({ url: text, ...fields }));
      requireUrl(input.url);
      return present(
        call.state.hooks.put({
          id: call.state.nextId('hooks'),
          source,
          sourceId,
          url: input.url,
          token: input.token ?? null,
          name: input.name ?? null,
          description: input.description ?? null,
          events: eventsOf(input, { push_events: true }),
          pushEventsBranchFilter: input.push_events_branch_filter ?? '',
          enableSslVerification: input.enable_ssl_verification ?? true,
          createdAt: new Date().toISOString(),
        }),
      );
    });

    api.put(`${base}/:hook_id`, call => {
      const hook = hookOf(call, source, administer(call, source));
      const input = call.input(z.object({ url: text.optional(), ...fields }));
      if (input.url !== undefined) {
        requireUrl(input.url);
      }
      return present(
        call.state.hooks.update(hook.id, {
          url: input.url ?? hook.url,
          token: input.token === undefined ? hook.token : input.token,
          name: input.name ?? hook.name,
          events: eventsOf(input, hook.events),
          pushEventsBranchFilter:
            input.push_events_branch_filter ?? hook.pushEventsBranchFilter,
          enableSslVerification:
            input.enable_ssl_verification ?? hook.enableSslVerification,
        }),
      );
    });

    api.delete(`${base}/:hook_id`, call => {
      const hook = hookOf(call, source, administer(call, source));
      call.state.hooks.delete(hook.id);
      return call.noContent();
    });
  }

  api.post('/projects/:id/hooks/:hook_id/test/:trigger', async call => {
    const project = call.project('admin_project');
    const hook = hookOf(call, 'project', project.id);
    const event = hookEvents.find(name => name === call.param('trigger'));
    if (!event) {
      throw new ApiError(400, { error: 'trigger does not have a valid value' });
    }
    const { state, urls, webhooks } = call.services;
    const payload = {
      object_kind: event.replace(/_events$/, ''),
      project: projectPart(state, urls, project),
    };
    try {
      const status = await webhooks.test(hook, event, payload);
      if (status >= 200 && status < 300) {
        return { message: '201 Created' };
      }
      throw ApiError.unprocessable(`Hook execution failed: HTTP ${status}`);
    } catch (error) {
      if (error instanceof ApiError) {
        throw error;
      }
      throw ApiError.unprocessable(
        `Hook execution failed: ${(error as Error).message}`,
      );
    }
  });
}

function administer(call: ApiCall, source: Source): number {
  return source === 'group'
    ? call.group('admin_group').id
    : call.project('admin_project').id;
}

function hookOf(call: ApiCall, source: Source, sourceId: number): Hook {
  const hook = call.state.hooks.get(call.intParam('hook_id'));
  if (hook?.source !== source || hook.sourceId !== sourceId) {
    throw ApiError.notFound();
  }
  return hook;
}

function requireUrl(url: string) {
  if (!/^https?:\/\/[^\s/]+/.test(url)) {
    throw ApiError.unprocessable('Invalid url given');
  }
}

function eventsOf(
  input: Partial<Record<HookEvent, boolean>>,
  before: Partial<Record<HookEvent, boolean>>,
): Record<HookEvent, boolean> {
  return Object.fromEntries(
    hookEvents.map(event => [event, input[event] ?? before[event] ?? false]),
  ) as Record<HookEvent, boolean>;
}

/** The token is never shown again. */
function present(hook: Hook) {
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name,
    description: hook.description,
    created_at: hook.createdAt,
    ...hook.events,
    tag_push_events: hook.events.tag_push_events,
    issues_events: false,
    confidential_issues_events: false,
    wiki_page_events: false,
    releases_events: false,
    alert_status: 'executable',
    disabled_until: null,
    url_variables: [],
    push_events_branch_filter: hook.pushEventsBranchFilter,
    branch_filter_strategy: 'wildcard',
    custom_webhook_template: null,
    custom_headers: [],
    enable_ssl_verification: hook.enableSslVerification,
    repository_update_events: false,
    ...(hook.source === 'project'
      ? { project_id: hook.sourceId }
      : { group_id: hook.sourceId }),
  };
}
