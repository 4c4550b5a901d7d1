import type { AuditorLogFunction } from '@backstage/backend-defaults/auditor';
import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { AuditSeverity } from '@runway/plugin-audit-common';

type Level = 'debug' | 'info' | 'warn' | 'error';

const LEVELS: Level[] = ['debug', 'info', 'warn', 'error'];
const DEFAULTS: Record<AuditSeverity, Level> = {
  low: 'debug',
  medium: 'info',
  high: 'info',
  critical: 'info',
};

/**
 * Writes auditor events to the log as Backstage's own auditor does, at the levels of
 * `backend.auditor.severityLogLevelMappings`.
 */
export function createAuditLog(options: {
  config: RootConfigService;
  logger: LoggerService;
}): AuditorLogFunction {
  const logger = options.logger.child({ isAuditEvent: true });
  const levels = readLevels(options.config);
  return event => {
    const message = `${event.plugin}.${event.eventId}`;
    const level = levels[event.severityLevel];
    if ('error' in event) {
      const { error, ...rest } = event;
      logger.child(rest)[level](message, error);
    } else {
      logger[level](message, event);
    }
  };
}

function readLevels(config: RootConfigService): Record<AuditSeverity, Level> {
  const levels = { ...DEFAULTS };
  for (const severity of Object.keys(DEFAULTS) as AuditSeverity[]) {
    const key = `backend.auditor.severityLogLevelMappings.${severity}`;
    const level = config.getOptionalString(key) as Level | undefined;
    if (level && !LEVELS.includes(level)) {
      throw new InputError(
        `${key} is "${level}"; use one of ${LEVELS.join(', ')}`,
      );
    }
    levels[severity] = level ?? levels[severity];
  }
  return levels;
}
