/** What the environment says. */
export interface Config {
  port: number;
  serviceName: string;
  serviceVersion: string;
  environment: string;
  logLevel: string;
  /** `memory` keeps jobs in this process alone: for a developer's machine, and until there is a database. */
  queue: 'memory' | 'postgres';
  /** From Vault, key DATABASE_URL; empty with queue `memory`. */
  databaseUrl: string;
  /** Jobs that this process works on at the same time. */
  concurrency: number;
  jobTimeoutMs: number;
  /** Attempts before a job becomes a dead letter. */
  maxAttempts: number;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const QUEUES = ['memory', 'postgres'] as const;

/**
 * Reads the configuration.
 *
 * @param env - environment variables
 * @throws Error that names everything that is wrong, never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const environment = env.ENVIRONMENT ?? 'local';

  const wholeNumber = (name: string, fallback: number, min: number, max: number) => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < min || value > max) {
      problems.push(`${name} must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
  const port = wholeNumber('PORT', 8080, 0, 65535);
  const concurrency = wholeNumber('CONCURRENCY', 50, 1, 50);
  const jobTimeoutSeconds = wholeNumber('JOB_TIMEOUT_SECONDS', 500, 1, 3600);
  const maxAttempts = wholeNumber('MAX_ATTEMPTS', 20, 1, 20);

  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  }

  // Nobody chooses the one that forgets by leaving something out.
  const wanted = env.QUEUE ?? (environment === 'local' && !env.DATABASE_URL ? 'memory' : 'postgres');
  const queue = QUEUES.find(name => name === wanted) ?? 'postgres';
  if (queue !== wanted) {
    problems.push(`QUEUE must be one of ${QUEUES.join(', ')}`);
  }
  const databaseUrl = env.DATABASE_URL ?? '';
  if (queue === 'postgres' && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push(
      `DATABASE_URL must be an address that begins with postgres:// (Vault, flight-ops/baggage-tracking-and-reconciliation-jobs/${environment})`,
    );
  }

  if (problems.length > 0) {
    throw new Error(`Invalid configuration: ${problems.join('; ')}.`);
  }
  return {
    port,
    serviceName: env.SERVICE_NAME ?? 'baggage-tracking-and-reconciliation-jobs',
    serviceVersion: env.SERVICE_VERSION ?? 'local',
    environment,
    logLevel,
    queue,
    databaseUrl,
    concurrency,
    jobTimeoutMs: jobTimeoutSeconds * 1000,
    maxAttempts,
  };
}
