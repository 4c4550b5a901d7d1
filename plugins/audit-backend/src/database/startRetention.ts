import type {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { AuditStore } from './AuditStore';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 400;
const DEFAULT_READ_DAYS = 30;
/** Rows a statement: no lock is held for long. */
const SLICE = 5_000;

/** Removes every six hours, on one replica, what is older than the configured number of days. */
export async function startRetention(options: {
  store: AuditStore;
  config: RootConfigService;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { store, config, scheduler, logger } = options;
  const days = (key: string, otherwise: number) =>
    config.getOptionalNumber(`runway.audit.${key}`) ?? otherwise;
  const rules = [
    { reads: true, days: days('readRetentionDays', DEFAULT_READ_DAYS) },
    { reads: false, days: days('retentionDays', DEFAULT_DAYS) },
  ];
  await scheduler.scheduleTask({
    id: 'audit-retention',
    frequency: { hours: 6 },
    initialDelay: { minutes: 2 },
    timeout: { minutes: 30 },
    fn: async signal => {
      for (const rule of rules) {
        const before = Date.now() - rule.days * DAY_MS;
        let removed = 0;
        let slice = SLICE;
        while (slice === SLICE && !signal.aborted) {
          slice = await store.prune({
            before,
            reads: rule.reads,
            limit: SLICE,
          });
          removed += slice;
        }
        if (removed > 0) {
          logger.info(
            `Removed ${removed} audit events older than ${rule.days} days`,
          );
        }
      }
    },
  });
}
