import type { AuditorEvent } from '@backstage/backend-defaults/auditor';
import { NotAllowedError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { toAuditEntry } from './toAuditEntry';

const entryOf = (change: Partial<AuditorEvent> = {}) =>
  toAuditEntry(
    {
      plugin: 'catalog',
      eventId: 'entity-mutate',
      severityLevel: 'medium',
      actor: { actorId: 'user:default/amelia' },
      status: 'succeeded',
      ...change,
    } as AuditorEvent,
    { id: '1', at: 1_000 },
    1_500,
  );

describe('toAuditEntry', () => {
  it.each<[JsonObject, string | undefined]>([
    [{ entityRef: 'api:default/x', taskId: 't1' }, 'api:default/x'],
    [{ templateRef: 'template:default/api', runId: 'r1' }, 'run:r1'],
    [{ changeId: 'c1' }, 'change:c1'],
    [{ differenceId: 'd1' }, 'difference:d1'],
    [
      { location: { type: 'url', target: 'https://git/x.yaml' } },
      'location:https://git/x.yaml',
    ],
    [{ uid: 'u1' }, 'entity-uid:u1'],
    [{ entityRef: 7, id: '' }, undefined],
    [{}, undefined],
  ])('finds in %j what it is about', (meta, object) => {
    expect(entryOf({ meta }).object).toBe(object);
  });

  it('takes secrets out of the address and the object too', () => {
    const entry = entryOf({
      request: { method: 'GET', url: '/x?private_token=abcdef&page=2' },
      meta: { location: { target: 'https://me:hunter2hunter2@git/x.yaml' } },
    });
    expect(entry.url).toBe('/x?private_token=[redacted]&page=2');
    expect(entry.object).toBe('location:https://[redacted]@git/x.yaml');
  });

  it('has the end only of what has ended, and always a word for a failure', () => {
    expect(entryOf({ status: 'initiated' }).endedAt).toBeUndefined();
    expect(entryOf().endedAt).toBe(1_500);
    expect(
      entryOf({ status: 'failed', error: new NotAllowedError() }).error,
    ).toBe('NotAllowedError');
  });

  it('tells the kinds of an event apart', () => {
    expect(entryOf({ meta: { actionType: 'delete' } }).action).toBe('delete');
    expect(entryOf({ meta: { queryType: 'by-name' } }).action).toBe('by-name');
    expect(entryOf().action).toBeUndefined();
  });
});
