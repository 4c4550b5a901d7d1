import type { AuditorService } from '@backstage/backend-plugin-api';

/** Does something and writes into the audit trail that it was asked for and how it ended. */
export async function audited<T>(
  auditor: AuditorService,
  eventId: string,
  meta: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    meta,
  });
  try {
    const result = await work();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({ error: error as Error });
    throw error;
  }
}
