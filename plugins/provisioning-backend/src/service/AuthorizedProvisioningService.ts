import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  type BasicPermission,
  type PolicyDecision,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import {
  type Run,
  type RunListQuery,
  type StartRun,
  type TemplateValues,
  runCreatePermission,
  runReadPermission,
  runRetryPermission,
  runUndoPermission,
} from '@runway/plugin-provisioning-common';
import { audited } from './audited';
import type { People } from './People';
import type { PersonOptions, ProvisioningService } from './ProvisioningService';
import { subjectOf } from './runRequest';
import type { Templates } from '../template/Templates';

/**
 * Lets through only what policy and ownership allow, and audits every change.
 * A person acts for the teams that they belong to; platform engineers act for every team.
 * What is about a person is for the lead of that person's team.
 */
export class AuthorizedProvisioningService implements ProvisioningService {
  constructor(
    private readonly options: {
      service: ProvisioningService;
      permissions: PermissionsService;
      auditor: AuditorService;
      people: People;
      templates: Templates;
      /** Entity refs of groups. */
      platformEngineers: string[];
    },
  ) {}

  async preflight(request: TemplateValues, options: PersonOptions) {
    await this.#require(runCreatePermission, options);
    await this.#requireSubject(request, options);
    return this.options.service.preflight(request, options);
  }

  async preview(request: TemplateValues, options: PersonOptions) {
    await this.#require(runCreatePermission, options);
    await this.#requireSubject(request, options);
    return this.options.service.preview(request, options);
  }

  async start(request: StartRun, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'run-start',
      { templateRef: request.templateRef, requestId: request.requestId },
      async () => {
        await this.#require(runCreatePermission, options);
        await this.#requireSubject(request, options);
        return this.#withRights(
          await this.options.service.start(request, options),
          options,
        );
      },
      run => ({ runId: run.id }),
    );
  }

  async list(query: RunListQuery, options: PersonOptions) {
    await this.#require(runReadPermission, options);
    return this.options.service.list(query, options);
  }

  /** Asked each second by everybody who watches a run: one question about all permissions. */
  async get(id: string, options: PersonOptions) {
    const { permissions, service } = this.options;
    const [read, ...others] = await permissions.authorize(
      [runReadPermission, ...RIGHTS].map(permission => ({ permission })),
      options,
    );
    requireAllowed(read);
    return this.#limit(await service.get(id, options), others, options);
  }

  async log(id: string, query: { after?: number }, options: PersonOptions) {
    await this.#require(runReadPermission, options);
    return this.options.service.log(id, query, options);
  }

  async retry(id: string, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'run-retry',
      { runId: id },
      async () => {
        await this.#require(runRetryPermission, options);
        const run = await this.options.service.get(id, options);
        await this.#requireRights(run, options);
        return this.#withRights(
          await this.options.service.retry(id, options),
          options,
        );
      },
    );
  }

  async undo(id: string, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'run-undo',
      { runId: id },
      async () => {
        await this.#require(runUndoPermission, options);
        const run = await this.options.service.get(id, options);
        await this.#requireRights(run, options);
        return this.#withRights(
          await this.options.service.undo(id, options),
          options,
        );
      },
    );
  }

  /** Says what this person may do with the run, and if not, why. */
  async #withRights(run: Run, options: PersonOptions): Promise<Run> {
    const decisions = await this.options.permissions.authorize(
      RIGHTS.map(permission => ({ permission })),
      options,
    );
    return this.#limit(run, decisions, options);
  }

  /** @param decisions - of {@link RIGHTS} */
  async #limit(
    run: Run,
    [retry, undo]: PolicyDecision[],
    options: PersonOptions,
  ): Promise<Run> {
    if (!run.can.retry && !run.can.undo) {
      return run;
    }
    const reason = await this.#problem(run, options);
    if (reason) {
      return { ...run, can: { retry: false, undo: false, reason } };
    }
    return {
      ...run,
      can: {
        retry: run.can.retry && retry.result === AuthorizeResult.ALLOW,
        undo: run.can.undo && undo.result === AuthorizeResult.ALLOW,
      },
    };
  }

  async #require(permission: BasicPermission, options: PersonOptions) {
    const [decision] = await this.options.permissions.authorize(
      [{ permission }],
      options,
    );
    requireAllowed(decision);
  }

  async #requireSubject(request: TemplateValues, options: PersonOptions) {
    const { type } = await this.options.templates.get(
      request.templateRef,
      options.credentials,
    );
    await this.#requireRights(subjectOf(request, type), options);
  }

  async #requireRights(about: About, options: PersonOptions) {
    const problem = await this.#problem(about, options);
    if (problem) {
      throw new NotAllowedError(problem);
    }
  }

  async #problem(
    { ownerRef, entityRef }: About,
    { credentials }: PersonOptions,
  ) {
    const { people, platformEngineers } = this.options;
    const ownershipRefs = await people.ownershipRefs(credentials);
    if (ownershipRefs.some(each => platformEngineers.includes(each))) {
      return undefined;
    }
    const team = parseEntityRef(ownerRef).name;
    if (parseEntityRef(entityRef).kind === 'user') {
      const leads = await people.leadsOf(ownerRef, credentials);
      return leads.includes(credentials.principal.userEntityRef)
        ? undefined
        : `Only the lead of the team ${team} and platform engineers may do this.${
            leads.length ? ` Ask ${leads.map(nameOf).join(' or ')}.` : ''
          }`;
    }
    return ownershipRefs.includes(ownerRef)
      ? undefined
      : `Only members of the team ${team} and platform engineers may do this. Ask somebody of that team.`;
  }
}

/** Whose rights count for a run: those of the team, and of its lead when the run is about a person. */
type About = Pick<Run, 'ownerRef' | 'entityRef'>;

/** What a person may do with a run that they can see. */
const RIGHTS = [runRetryPermission, runUndoPermission];

function requireAllowed({ result }: PolicyDecision) {
  if (result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      'Your role does not include this. Members of a team may create services for it; ask your team lead or the platform team.',
    );
  }
}

const nameOf = (ref: string) => parseEntityRef(ref).name;
