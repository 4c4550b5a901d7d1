import type {
  ApproveChange,
  Change,
  ChangeList,
  ChangeListQuery,
  ChangePlan,
  ChangesApi,
  ChangeSubject,
  OpenChange,
  RejectChange,
} from '@runway/plugin-provisioning-common';
import { isOpen } from '../formatting/changePresentation';
import { exampleChange, examplePlan } from './exampleChange';
import { refusal } from './FakeProvisioningApi';

/** A backend of changes in memory: changes that a test moves on by hand, and the requests it got. */
export class FakeChangesApi implements ChangesApi {
  readonly changes = new Map<string, Change>();
  readonly planned: ChangeSubject[] = [];
  readonly opened: OpenChange[] = [];
  readonly listed: ChangeListQuery[] = [];
  readonly approved: ApproveChange[] = [];
  readonly rejected: RejectChange[] = [];
  plan: ChangePlan = examplePlan();
  /** Thrown by the methods of these names. */
  readonly failures = new Map<keyof ChangesApi, Error>();

  add(change: Change): Change {
    this.changes.set(change.id, change);
    return change;
  }

  async planChange(subject: ChangeSubject): Promise<ChangePlan> {
    this.planned.push(subject);
    this.#fail('planChange');
    return this.plan;
  }

  async openChange(request: OpenChange): Promise<Change> {
    this.opened.push(request);
    this.#fail('openChange');
    return this.add(exampleChange({ id: request.requestId }));
  }

  async listChanges(query: ChangeListQuery = {}): Promise<ChangeList> {
    this.listed.push(query);
    this.#fail('listChanges');
    const items = [...this.changes.values()].filter(
      change =>
        (query.open !== 'true' || isOpen(change)) &&
        (['entityRef', 'ownerRef', 'status'] as const).every(
          key => query[key] === undefined || change[key] === query[key],
        ),
    );
    return { items, totalItems: items.length };
  }

  async getChange(id: string): Promise<Change> {
    this.#fail('getChange');
    const change = this.changes.get(id);
    if (!change) {
      throw await refusal(404, 'NotFoundError', `There is no change ${id}.`);
    }
    return change;
  }

  async approveChange(id: string, request: ApproveChange): Promise<Change> {
    this.approved.push(request);
    this.#fail('approveChange');
    const change = await this.getChange(id);
    return this.add({
      ...change,
      approvals: change.approvals.map(approval =>
        approval.role === request.role
          ? { ...approval, approvedBy: 'user:default/mika' }
          : approval,
      ),
      can: { ...change.can, approve: [] },
    });
  }

  async rejectChange(id: string, request: RejectChange): Promise<Change> {
    this.rejected.push(request);
    this.#fail('rejectChange');
    return this.#end(id, 'rejected');
  }

  async cancelChange(id: string): Promise<Change> {
    this.#fail('cancelChange');
    return this.#end(id, 'cancelled');
  }

  async retryChange(id: string): Promise<Change> {
    this.#fail('retryChange');
    return this.#end(id, 'executing');
  }

  async #end(id: string, status: Change['status']): Promise<Change> {
    return this.add({
      ...(await this.getChange(id)),
      status,
      can: { approve: [], reject: false, cancel: false, retry: false },
    });
  }

  #fail(method: keyof ChangesApi) {
    const failure = this.failures.get(method);
    if (failure) {
      throw failure;
    }
  }
}
