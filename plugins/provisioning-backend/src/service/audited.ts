import type { AuditorService } from '@backstage/backend-plugin-api';

/**
 * Does something and writes into the audit trail that it was asked for and how it ended.
 * @param describe - what only the outcome says, for the second of the two entries
 */
export async function audited<T>(
  auditor: AuditorService,
  eventId: string,
  meta: Record<string, string>,
  work: () => Promise<T>,
  describe?: (result: T) => Record<string, string>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    meta,
  });
  try {
    const result = await work();
    await event.success({ meta: describe?.(result) });
    return result;
  } catch (error) {
    await event.fail({ error: error as Error });
    throw error;
  }
}
