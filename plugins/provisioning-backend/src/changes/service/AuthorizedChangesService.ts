import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  type BasicPermission,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import {
  type ApprovalRole,
  type ApproveChange,
  type Change,
  type ChangeListQuery,
  type ChangeSubject,
  type OpenChange,
  type RejectChange,
  changeApprovePermission,
  changeOpenPermission,
  changeReadPermission,
} from '@runway/plugin-provisioning-common';
import { audited } from '../../service/audited';
import type { People } from '../../service/People';
import type { PersonOptions } from '../../service/ProvisioningService';
import { approvalProblem, isOneOf } from '../approvalProblem';
import type { ChangesService } from './ChangesService';

/**
 * Lets through only what policy and ownership allow, and audits every change. The team that owns a service and platform
 * engineers open changes; each approval comes from somebody of its groups, and from another person than the others.
 */
export class AuthorizedChangesService implements ChangesService {
  constructor(
    private readonly options: {
      service: ChangesService;
      permissions: PermissionsService;
      auditor: AuditorService;
      people: People;
      /** Entity refs of groups. */
      platformEngineers: string[];
      /** Whether the platform's approval must come from somebody else than who asked. */
      fourEyes: boolean;
    },
  ) {}

  async plan(subject: ChangeSubject, options: PersonOptions) {
    await this.#require(changeOpenPermission, options);
    const plan = await this.options.service.plan(subject, options);
    await this.#requireOwner(plan.ownerRef, options);
    return plan;
  }

  async open(request: OpenChange, options: PersonOptions) {
    const { kind, entityRef, requestId } = request;
    return audited(
      this.options.auditor,
      'change-open',
      { kind, entityRef, requestId },
      async () => {
        await this.#require(changeOpenPermission, options);
        const { ownerRef } = await this.options.service.plan(
          kind === 'transfer'
            ? { kind, entityRef, newOwnerRef: request.newOwnerRef }
            : { kind, entityRef },
          options,
        );
        await this.#requireOwner(ownerRef, options);
        return this.#withRights(
          await this.options.service.open(request, options),
          options,
        );
      },
    );
  }

  async list(query: ChangeListQuery, options: PersonOptions) {
    await this.#require(changeReadPermission, options);
    return this.options.service.list(query, options);
  }

  async get(id: string, options: PersonOptions) {
    await this.#require(changeReadPermission, options);
    return this.#withRights(
      await this.options.service.get(id, options),
      options,
    );
  }

  async approve(id: string, request: ApproveChange, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'change-approve',
      { changeId: id, role: request.role },
      async () => {
        await this.#require(changeApprovePermission, options);
        const change = await this.options.service.get(id, options);
        const { userEntityRef } = options.credentials.principal;
        const isGiven = change.approvals.some(
          ({ role, approvedBy }) =>
            role === request.role && approvedBy === userEntityRef,
        );
        if (isGiven) {
          return this.#withRights(change, options);
        }
        const problem = await this.#approvalProblem(
          change,
          request.role,
          options,
        );
        if (problem) {
          throw new NotAllowedError(problem);
        }
        return this.#withRights(
          await this.options.service.approve(id, request, options),
          options,
        );
      },
    );
  }

  async reject(id: string, request: RejectChange, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'change-reject',
      { changeId: id },
      async () => {
        await this.#require(changeApprovePermission, options);
        const change = await this.options.service.get(id, options);
        const refs = await this.#refs(options);
        if (!change.approvals.some(each => isOneOf(each, refs))) {
          throw new NotAllowedError(
            `Only who could approve it may reject it: ${titles(change)}.`,
          );
        }
        return this.#withRights(
          await this.options.service.reject(id, request, options),
          options,
        );
      },
    );
  }

  async cancel(id: string, options: PersonOptions) {
    return this.#byOwner('change-cancel', id, options, () =>
      this.options.service.cancel(id, options),
    );
  }

  async retry(id: string, options: PersonOptions) {
    return this.#byOwner('change-retry', id, options, () =>
      this.options.service.retry(id, options),
    );
  }

  async #byOwner(
    eventId: string,
    id: string,
    options: PersonOptions,
    work: () => Promise<Change>,
  ) {
    return audited(
      this.options.auditor,
      eventId,
      { changeId: id },
      async () => {
        await this.#require(changeOpenPermission, options);
        const { ownerRef } = await this.options.service.get(id, options);
        await this.#requireOwner(ownerRef, options);
        return this.#withRights(await work(), options);
      },
    );
  }

  /** Says what this person may do with the change, and if not, why. */
  async #withRights(change: Change, options: PersonOptions): Promise<Change> {
    const refs = await this.#refs(options);
    const [mayOpen, mayApprove] = await this.options.permissions.authorize(
      [
        { permission: changeOpenPermission },
        { permission: changeApprovePermission },
      ],
      options,
    );
    const isOwner =
      mayOpen.result === AuthorizeResult.ALLOW &&
      this.#actsFor(change.ownerRef, refs);
    const canApprove = mayApprove.result === AuthorizeResult.ALLOW;
    const approve: ApprovalRole[] = [];
    const problems: string[] = [];
    for (const role of canApprove ? change.can.approve : []) {
      const problem = await this.#approvalProblem(change, role, options);
      if (problem) {
        problems.push(problem);
      } else {
        approve.push(role);
      }
    }
    return {
      ...change,
      can: {
        approve,
        reject:
          change.can.reject &&
          canApprove &&
          change.approvals.some(each => isOneOf(each, refs)),
        cancel: change.can.cancel && isOwner,
        retry: change.can.retry && isOwner,
        reason:
          change.can.approve.length > 0 && approve.length === 0
            ? problems[0] ?? 'Your role does not include approving.'
            : undefined,
      },
    };
  }

  /** Why this person can't give this approval; undefined when they can. */
  async #approvalProblem(
    change: Change,
    role: ApprovalRole,
    options: PersonOptions,
  ): Promise<string | undefined> {
    const approval = change.approvals.find(each => each.role === role);
    return approval
      ? approvalProblem(
          approval,
          {
            ref: options.credentials.principal.userEntityRef,
            ownershipRefs: await this.#refs(options),
          },
          { ...change, fourEyes: this.options.fourEyes },
        )
      : `It needs no approval as ${role}.`;
  }

  async #require(permission: BasicPermission, options: PersonOptions) {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission }],
      options,
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'Your role does not include this. Members of the team that owns a service may change it; ask that team or the platform team.',
      );
    }
  }

  async #requireOwner(ownerRef: string, options: PersonOptions) {
    if (!this.#actsFor(ownerRef, await this.#refs(options))) {
      throw new NotAllowedError(
        `Only members of the team ${
          parseEntityRef(ownerRef).name
        } and platform engineers may do this. Ask somebody of that team.`,
      );
    }
  }

  #actsFor(ownerRef: string, refs: string[]) {
    const allowed = [ownerRef, ...this.options.platformEngineers];
    return refs.some(ref => allowed.includes(ref));
  }

  async #refs({ credentials }: PersonOptions): Promise<string[]> {
    return this.options.people.ownershipRefs(credentials);
  }
}

const titles = ({ approvals }: Change) =>
  approvals.map(({ title }) => title).join(', ');
