import type {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { ActionStore } from '../ActionStore';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 400;
/** Rows a statement: no lock is held for long. */
const SLICE = 1_000;

/** Removes every six hours, on one replica, actions that ended before the configured number of days. */
export async function startRetention(options: {
  store: Pick<ActionStore, 'prune'>;
  config: RootConfigService;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { store, config, scheduler, logger } = options;
  const days =
    config.getOptionalNumber('runway.delivery.actionRetentionDays') ??
    DEFAULT_DAYS;
  await scheduler.scheduleTask({
    id: 'argocd-retention',
    frequency: { hours: 6 },
    initialDelay: { minutes: 3 },
    timeout: { minutes: 30 },
    fn: async signal => {
      const before = Date.now() - days * DAY_MS;
      let removed = 0;
      let slice = SLICE;
      while (slice === SLICE && !signal.aborted) {
        slice = await store.prune({ before, limit: SLICE });
        removed += slice;
      }
      if (removed > 0) {
        logger.info(
          `Removed ${removed} actions on applications older than ${days} days`,
        );
      }
    },
  });
}
