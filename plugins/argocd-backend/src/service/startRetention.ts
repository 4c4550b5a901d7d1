import type {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 400;
/** Rows a statement: no lock is held for long. */
const SLICE = 1_000;

/** Rows that end. */
export interface Prunable {
  /**
   * Removes what ended before `before` (epoch milliseconds).
   *
   * @returns how many were removed; fewer than `limit` means that there are no more
   */
  prune(options: { before: number; limit: number }): Promise<number>;
}

/** Tables that grow with what people do, and the setting under `runway.delivery` that says how long each row is kept. */
const TABLES = [
  {
    name: 'actions',
    title: 'actions on applications',
    setting: 'actionRetentionDays',
  },
  {
    name: 'promotions',
    title: 'promotions',
    setting: 'promotionRetentionDays',
  },
] as const;

/** Removes every six hours, on one replica, what ended before the configured number of days. */
export async function startRetention(options: {
  stores: Record<(typeof TABLES)[number]['name'], Prunable>;
  config: RootConfigService;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { stores, config, scheduler, logger } = options;
  const kept = TABLES.map(({ setting, ...table }) => ({
    ...table,
    days:
      config.getOptionalNumber(`runway.delivery.${setting}`) ?? DEFAULT_DAYS,
  }));
  await scheduler.scheduleTask({
    id: 'argocd-retention',
    frequency: { hours: 6 },
    initialDelay: { minutes: 3 },
    timeout: { minutes: 30 },
    fn: async signal => {
      for (const { name, title, days } of kept) {
        const before = Date.now() - days * DAY_MS;
        let removed = 0;
        let slice = SLICE;
        while (slice === SLICE && !signal.aborted) {
          slice = await stores[name].prune({ before, limit: SLICE });
          removed += slice;
        }
        if (removed > 0) {
          logger.info(`Removed ${removed} ${title} older than ${days} days`);
        }
      }
    },
  });
}
