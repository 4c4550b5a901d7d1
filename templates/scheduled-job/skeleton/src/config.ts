/** What the environment says. */
export interface Config {
  serviceName: string;
  serviceVersion: string;
  environment: string;
  logLevel: string;
  /** Milliseconds after which an attempt ends itself. */
  deadlineMs: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const MAX_DEADLINE_MINUTES = 1440;

/** The environment is not as it has to be; another attempt would not help. */
export class ConfigError extends Error {}

/**
 * Reads the configuration.
 *
 * @param env - environment variables
 * @throws ConfigError that names everything that is wrong, never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];

  const minutes = Number(env.DEADLINE_MINUTES ?? ${{ values.attemptMinutes or 10 }});
  // Written so that what is no number is refused as well.
  if (!(minutes > 0 && minutes <= MAX_DEADLINE_MINUTES)) {
    problems.push(`DEADLINE_MINUTES must be a number above 0, up to ${MAX_DEADLINE_MINUTES}`);
  }

  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  }

  if (problems.length > 0) {
    throw new ConfigError(`Invalid configuration: ${problems.join('; ')}.`);
  }
  return {
    serviceName: env.SERVICE_NAME ?? '${{ values.name }}',
    serviceVersion: env.SERVICE_VERSION ?? 'local',
    environment: env.ENVIRONMENT ?? 'local',
    logLevel,
    deadlineMs: minutes * 60_000,
  };
}
