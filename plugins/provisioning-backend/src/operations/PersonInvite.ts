import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ResourceSpec } from '../database/RunStore';
import { makeOnce } from './makeOnce';
import { commitMessage, runOfText } from './marks';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
  RunFacts,
} from './Operation';
import { type Invitee, personFile, personPath } from './personFile';
import { StepFailedError } from './StepFailedError';
import { toPreviewFile } from './toPreviewFile';

const inputSchema = z.object({
  displayName: z.string().min(2),
  email: z.string().email(),
  buddy: z.string().optional(),
  startDate: z.string().optional(),
});

/** Developer: may push branches and open merge requests. */
const ACCESS_LEVEL = 30;
const POLL_MS = 500;
/** How often the catalog is asked to look at the folder: by itself it does so every few minutes. */
const REFRESH_MS = 5_000;
const TIMEOUT_MS = 3 * 60_000;

/** Adds a person to the catalog with a commit, and invites them to their team's GitLab group. */
export class PersonInvite implements Operation {
  readonly id = 'runway:person:invite';

  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  async plan(input: JsonObject, context: PlanContext): Promise<Plan> {
    const { facts, upstreams } = context;
    const invitee = inputSchema.parse(input);
    const file = personFile(
      upstreams.people,
      facts,
      invitee,
      'when-you-press-create',
    );
    const planned = [
      personResource(upstreams, facts),
      memberResource(upstreams, facts, invitee),
    ];
    return {
      files: [toPreviewFile(upstreams.people.project, file)],
      resources: planned.map(({ kind, system, key, title }) => ({
        kind,
        system,
        key,
        title,
        effect: 'create',
      })),
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const invitee = inputSchema.parse(input);
    await this.#addToCatalog(invitee, context);
    await this.#invite(invitee, context);
    const entityRef = `user:default/${context.facts.name}`;
    await this.#waitForEntity(entityRef, context);
    return { entityRef };
  }

  async #addToCatalog(invitee: Invitee, context: OperationContext) {
    const { facts, upstreams, signal } = context;
    const { instance, project, branch } = upstreams.people;
    const gitlab = upstreams.gitlab(instance);
    const path = personPath(upstreams.people, facts.name);
    const url = `${gitlab.webUrl}/${project}/-/blob/${branch}/${path}`;
    const find = async () => {
      const file = await gitlab.file(project, path, branch, { signal });
      if (file && runOfText(file.content.toString('utf8')) !== facts.id) {
        throw new ConflictError(
          `${path} is in ${project} already and was not made by this run.`,
        );
      }
      return file && { url };
    };
    await context.ensure(personResource(upstreams, facts), async () => {
      const made =
        (await find()) ??
        (await makeOnce({
          find,
          signal,
          make: async () => {
            await gitlab.commit(
              {
                project,
                branch,
                message: commitMessage(
                  `Invite ${invitee.displayName} to ${facts.team}`,
                  facts,
                ),
                authorName: facts.requester.name,
                authorEmail: facts.requester.email,
                actions: [
                  {
                    action: 'create',
                    ...personFile(
                      upstreams.people,
                      facts,
                      invitee,
                      new Date().toISOString(),
                    ),
                  },
                ],
              },
              { signal },
            );
            return { url };
          },
        }));
      context.log(`${path} is in ${project}`);
      return { ...made, details: { project, path } };
    });
  }

  /** Whoever is in the group already stays as they are, now and when the run is undone. */
  async #invite(invitee: Invitee, context: OperationContext) {
    const { facts, upstreams, signal } = context;
    const gitlab = upstreams.gitlab();
    const details = { team: facts.team, email: invitee.email };
    await context.ensure(
      memberResource(upstreams, facts, invitee),
      async () => {
        const known = await findAccess(upstreams, facts.name, details, signal);
        if (known) {
          return { state: known.isOurs ? 'present' : 'shared', details };
        }
        await makeOnce({
          signal,
          find: () => findAccess(upstreams, facts.name, details, signal),
          make: async () => {
            await gitlab.inviteToGroup(
              facts.team,
              { email: invitee.email, accessLevel: ACCESS_LEVEL },
              { signal },
            );
            return { isOurs: true };
          },
        });
        context.log(`GitLab has invited ${invitee.email} to ${facts.team}`);
        return { details };
      },
    );
  }

  async #waitForEntity(entityRef: string, context: OperationContext) {
    const { signal } = context;
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const deadline = Date.now() + TIMEOUT_MS;
    let refreshAt = 0;
    while (Date.now() < deadline) {
      const entity = await catalog.getEntityByRef(entityRef, { credentials });
      if (entity) {
        context.log(`${entityRef} is in the catalog`);
        return;
      }
      await context.waitFor('The catalog to read the person’s file');
      if (Date.now() > refreshAt) {
        await this.#refresh(context);
        refreshAt = Date.now() + REFRESH_MS;
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    const { project, folder } = context.upstreams.people;
    throw new StepFailedError(
      `The catalog has not read ${entityRef} after ${
        TIMEOUT_MS / 60_000
      } minutes.`,
      `Check that a location of the catalog reads ${folder}/*.yaml of ${project}, then press Retry.`,
      'catalog',
    );
  }

  /** Asks the location that stands for the whole folder to look again. */
  async #refresh({ upstreams, log }: OperationContext) {
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const { instance, project, branch, folder } = upstreams.people;
    const files = `${folder}/*.yaml`;
    const address = `${
      upstreams.gitlab(instance).webUrl
    }/${project}/-/blob/${branch}/${files}`;
    // Registered as it is, or named by a location of the same repository.
    const { items } = await catalog.getEntities(
      {
        filter: [
          { kind: 'Location', 'spec.target': address },
          { kind: 'Location', 'spec.targets': [address, `./${files}`] },
        ],
      },
      { credentials },
    );
    for (const location of items) {
      await catalog
        .refreshEntity(stringifyEntityRef(location), { credentials })
        .catch(error => log(`The catalog reads later: ${error}`));
    }
  }
}

/**
 * GitLab keeps no mark on a membership. What the portal's own GitLab user gave was given by a run, and of the runs only
 * one at a time may be about a person.
 */
export async function findAccess(
  upstreams: Upstreams,
  username: string,
  { team, email }: { team: string; email: string },
  signal: AbortSignal,
): Promise<{ isOurs: boolean; userId?: number } | undefined> {
  const gitlab = upstreams.gitlab();
  const [{ user }, members, invitations] = await Promise.all([
    gitlab.health({ signal }),
    gitlab.groupMembers(team, { signal }),
    gitlab.groupInvitations(team, { query: email }, { signal }),
  ]);
  const member = members.find(each => each.username === username);
  const found =
    member ??
    invitations.find(each => each.email.toLowerCase() === email.toLowerCase());
  return (
    found && {
      isOurs: found.createdByName === user.name,
      userId: member?.id,
    }
  );
}

const personResource = (
  { people }: Upstreams,
  { name }: RunFacts,
): ResourceSpec => ({
  kind: 'catalog-person',
  system: 'gitlab',
  instance: people.instance,
  key: `${people.project}: ${personPath(people, name)}`,
  title: 'The person in the catalog, with their team',
});

const memberResource = (
  upstreams: Upstreams,
  { team }: RunFacts,
  { email }: Invitee,
): ResourceSpec => ({
  kind: 'gitlab-member',
  system: 'gitlab',
  instance: upstreams.gitlab().instance,
  key: `${team}: ${email}`,
  title: 'Access to the team’s repositories',
});
