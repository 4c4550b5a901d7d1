import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import {
  ActionRequest,
  applicationListQuerySchema,
  ApplicationList,
  ApplicationListQuery,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionsService } from '../actions/ActionsService';
import { nameOf, timeOf } from '../actions/describeAction';
import { Pauses } from '../actions/Pauses';
import { ApplicationAccess } from '../applications/ApplicationAccess';
import { applicationRefOf } from '../applications/argoCdNames';
import { ApplicationDetails } from '../applications/ApplicationDetails';
import { ApplicationIndex } from '../feed/ApplicationIndex';
import { describeOutcome, describePreview } from './describeOutcome';
import { explainInWords } from './explainInWords';
import { findApplication } from './findApplication';

/** A tool waits so long for the end of what it began, and then says how far it is. */
const WAIT_MS = 20_000;
const POLL_MS = 500;

/**
 * Offers applications as tools of the actions registry, which MCP clients use. They ask the same services as the pages, with
 * the caller's credentials; a token that is nobody's does not get in.
 */
export function registerActions(options: {
  registry: ActionsRegistryService;
  auth: AuthService;
  index: Pick<ApplicationIndex, 'all'>;
  access: ApplicationAccess;
  details: ApplicationDetails;
  pauses: Pick<Pauses, 'of'>;
  service: ActionsService;
  /** @throws NotAllowedError */
  list(
    query: ApplicationListQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<ApplicationList>;
  waitMs?: number;
}): void {
  const { registry, index, access, details, pauses, service } = options;

  const personOf = (credentials: BackstageCredentials) => {
    // Services are allowed everything by every policy, so they are kept out here.
    if (!options.auth.isPrincipal(credentials, 'user')) {
      throw new NotAllowedError(
        'Only people may use this. Give your MCP client a token of your own instead of a static one.',
      );
    }
    return { credentials: credentials as Person };
  };

  const find = (
    input: { name: string; instance?: string },
    { credentials }: { credentials: Person },
  ) => findApplication(input, { index, access, credentials });

  registry.register({
    name: 'list-applications',
    title: 'List Argo CD applications',
    description:
      'Finds what runs where: applications of all Argo CD instances with health, sync status and version. Filters take values separated by commas.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          q: z.string().optional().describe('Part of a name'),
          team: z.string().optional(),
          environment: z.string().optional(),
          health: z.string().optional().describe('e.g. Degraded,Missing'),
          sync: z.string().optional().describe('e.g. OutOfSync'),
          limit: z.number().int().min(1).max(100).optional(),
        }),
      output: z =>
        z.object({
          total: z.number(),
          applications: z.array(
            z.object({
              instance: z.string(),
              name: z.string(),
              service: z.string().optional(),
              team: z.string().optional(),
              environment: z.string().optional(),
              health: z.string(),
              sync: z.string(),
              healthMessage: z.string().optional(),
              version: z.string().optional(),
            }),
          ),
          notices: z.array(z.string()),
        }),
    },
    async action({ input, credentials }) {
      const { items, total, sources } = await options.list(
        applicationListQuerySchema.parse(input),
        personOf(credentials),
      );
      return {
        output: {
          total,
          applications: items,
          notices: sources.flatMap(({ error }) => error?.message ?? []),
        },
      };
    },
  });

  registry.register({
    name: 'explain-application',
    title: 'Explain an Argo CD application',
    description:
      'Says in words how an application is and why: failing resources with their events, what differs from Git, who paused it, which deployments there were.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          name: z.string().describe('Name of the application'),
          instance: z.string().optional().describe('Name of the Argo CD'),
        }),
      output: z => z.object({ text: z.string() }),
    },
    async action({ input, credentials }) {
      const person = personOf(credentials);
      const { record } = await find(input, person);
      const [detail, diff] = await Promise.all([
        details.detail(record),
        record.summary.sync === 'OutOfSync' ? details.diff(record) : undefined,
      ]);
      return {
        output: { text: explainInWords(detail, diff, pauses.of(record)) },
      };
    },
  });

  registry.register({
    name: 'sync-application',
    title: 'Sync an Argo CD application',
    description:
      'Brings an application to what Git says. Without `token` it only says what would change and gives a token; show that to the person, then call again with the token to do it.',
    attributes: { destructive: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          name: z.string(),
          instance: z.string().optional(),
          prune: z
            .boolean()
            .optional()
            .describe('Delete what is not in Git any more'),
          dryRun: z.boolean().optional(),
          token: z.string().optional(),
        }),
      output: z => z.object({ text: z.string(), token: z.string().optional() }),
    },
    async action({ input, credentials }) {
      const person = personOf(credentials);
      const { record } = await find(input, person);
      return act(applicationRefOf(record), input.token, person, {
        kind: 'sync',
        prune: input.prune ?? false,
        dryRun: input.dryRun ?? false,
      });
    },
  });

  registry.register({
    name: 'roll-back-application',
    title: 'Roll an Argo CD application back',
    description:
      'Takes an application back to an earlier deployment. Without `historyId` it lists the deployments; without `token` it says what would happen and gives a token; with both it does it. Under auto-sync this opens a merge request that people merge.',
    attributes: { destructive: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          name: z.string(),
          instance: z.string().optional(),
          historyId: z.number().int().nonnegative().optional(),
          token: z.string().optional(),
        }),
      output: z => z.object({ text: z.string(), token: z.string().optional() }),
    },
    async action({ input, credentials }) {
      const person = personOf(credentials);
      const { record } = await find(input, person);
      if (input.historyId === undefined) {
        const lines = [...record.history]
          .reverse()
          .map(
            ({ id, deployedAt, revision, by }) =>
              `${id}: ${timeOf(deployedAt)}${
                revision ? `, commit ${revision.slice(0, 8)}` : ''
              }${by ? `, by ${nameOf(by)}` : ''}`,
          );
        return {
          output: {
            text: ['Deployments, newest first, by historyId:', ...lines].join(
              '\n',
            ),
          },
        };
      }
      return act(applicationRefOf(record), input.token, person, {
        kind: 'rollback',
        historyId: input.historyId,
        prune: false,
      });
    },
  });

  async function act(
    ref: ApplicationRef,
    token: string | undefined,
    person: { credentials: Person },
    request: ActionRequest,
  ): Promise<{ output: { text: string; token?: string } }> {
    if (!token) {
      const preview = await service.preview(ref, request, person);
      return {
        output: {
          text: describePreview(preview),
          ...(!preview.blocked && { token: preview.token }),
        },
      };
    }
    let action = await service.start(
      ref,
      { request, token, requestId: randomUUID() },
      person,
    );
    const until = Date.now() + (options.waitMs ?? WAIT_MS);
    while (!action.finishedAt && !action.mergeRequest && Date.now() < until) {
      await sleep(POLL_MS);
      action = await service.get(action.id, person);
    }
    return { output: { text: describeOutcome(action) } };
  }
}

type Person = BackstageCredentials<BackstageUserPrincipal>;
