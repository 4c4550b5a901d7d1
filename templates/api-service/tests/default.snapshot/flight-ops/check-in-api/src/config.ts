import { randomBytes } from 'node:crypto';

/** What the environment says; the chart sets all but LOG_LEVEL and SESSION_KEY. */
export interface Config {
  port: number;
  serviceName: string;
  serviceVersion: string;
  environment: string;
  logLevel: string;
  /** Signs cursors. From Vault, key SESSION_KEY; the same for all replicas of an environment. */
  sessionKey: string;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const MIN_SESSION_KEY_LENGTH = 32;

/**
 * Reads the configuration.
 *
 * @param env - environment variables
 * @throws Error that names everything that is wrong, never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const environment = env.ENVIRONMENT ?? 'local';

  const port = Number(env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    problems.push('PORT must be a whole number from 0 to 65535');
  }

  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  }

  // On a developer's machine nobody has to fetch a secret first.
  const sessionKey =
    env.SESSION_KEY ?? (environment === 'local' ? randomBytes(32).toString('hex') : '');
  if (sessionKey.length < MIN_SESSION_KEY_LENGTH) {
    problems.push(
      `SESSION_KEY must have at least ${MIN_SESSION_KEY_LENGTH} characters (Vault, flight-ops/check-in-api/${environment})`,
    );
  }

  if (problems.length > 0) {
    throw new Error(`Invalid configuration: ${problems.join('; ')}.`);
  }
  return {
    port,
    serviceName: env.SERVICE_NAME ?? 'check-in-api',
    serviceVersion: env.SERVICE_VERSION ?? 'local',
    environment,
    logLevel,
    sessionKey,
  };
}
