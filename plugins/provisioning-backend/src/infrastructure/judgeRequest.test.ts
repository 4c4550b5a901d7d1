import { judgeRequest } from './judgeRequest';
import { pauseOf } from './lookAgain';
import type { Observation } from './observeRequest';

const seen = (change: Partial<Observation> = {}): Observation => ({
  state: 'opened',
  head: 'a1',
  plan: { state: 'succeeded', id: 5 },
  apply: { state: 'running', id: 6 },
  approvedBy: [],
  approvalsLeft: 1,
  ...change,
});
const before = {
  status: 'planned' as const,
  head: 'a1',
  directory: 'environments/dev/flight-ops-booking',
  order: undefined,
};
const judge = (change: Partial<Observation>, more = {}) =>
  judgeRequest(seen(change), { ...before, ...more }, 'amelia.reyes');

describe('judgeRequest', () => {
  it('asks to apply what is planned, once somebody else than the requester has approved', () => {
    expect(judge({}).waitsFor).toBe('An approval');
    expect(judge({ approvalsLeft: 2 }).waitsFor).toBe('2 approvals');
    expect(
      judge({ approvedBy: ['amelia.reyes'], approvalsLeft: 0 }),
    ).toMatchObject({
      status: 'planned',
      waitsFor: expect.stringMatching(/somebody else/),
    });
    expect(
      judge({ approvedBy: ['amelia.reyes', 'priya.nair'], approvalsLeft: 0 }),
    ).toEqual({
      status: 'approved',
      ask: { command: 'apply', about: 5, sha: 'a1' },
    });
  });

  it('never takes a project that forgot to ask for approvals for an approval', () => {
    expect(judge({ approvalsLeft: 0 }).status).toBe('planned');
  });

  it('believes that it is applied whatever became of the merge request', () => {
    for (const state of ['opened', 'merged', 'closed'] as const) {
      expect(
        judge({ state, apply: { state: 'succeeded', id: 7 } }).status,
      ).toBe('applied');
    }
  });

  it('reports what was merged without having been applied', () => {
    expect(judge({ state: 'merged' })).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/before it was applied/) },
    });
  });

  it('gives up planning again after five times', () => {
    const movedOn = {
      apply: { state: 'failed' as const, id: 7 },
      failure:
        '**Apply Failed**: Default branch must be rebased onto pull request before running apply.',
      approvedBy: ['priya.nair'],
      approvalsLeft: 0,
    };
    const order = {
      command: 'apply' as const,
      about: 5,
      sha: 'a1',
      afterNote: 1,
      noteId: 2,
    };
    expect(judge(movedOn, { order: { ...order, replans: 4 } }).ask).toEqual({
      command: 'plan',
      about: 7,
      sha: 'a1',
    });
    expect(judge(movedOn, { order: { ...order, replans: 5 } }).status).toBe(
      'failed',
    );
    // Withdrawn approvals wait for people first.
    expect(
      judge({ ...movedOn, approvedBy: [], approvalsLeft: 1 }).ask,
    ).toBeUndefined();
  });

  it('begins anew with a new commit, and does not step back while a known one is planned again', () => {
    const plan = { state: 'running' as const, id: 9 };
    expect(judge({ plan, head: 'b2' }).status).toBe('opened');
    expect(judge({ plan }).status).toBe('planned');
  });
});

describe('pauseOf', () => {
  const MINUTE = 60_000;

  it('asks often while things move, and rarely while people are waited for', () => {
    const pause = (age: number) =>
      pauseOf({ changedAt: 0, failures: 0 }, age * MINUTE);
    expect([pause(1), pause(10), pause(600)]).toEqual([3_000, 15_000, MINUTE]);
  });

  it('asks less and less what does not answer, and never less than every five minutes', () => {
    const pause = (failures: number) => pauseOf({ changedAt: 0, failures }, 0);
    expect([pause(1), pause(2), pause(3), pause(30)]).toEqual([
      5_000,
      10_000,
      20_000,
      5 * MINUTE,
    ]);
  });
});
