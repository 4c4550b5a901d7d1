/** What the environment says; the chart sets all but LOG_LEVEL and API_URL. */
export interface Config {
  port: number;
  serviceName: string;
  serviceVersion: string;
  environment: string;
  logLevel: string;
  /** Address that the browser may call besides this one, without a slash at its end; empty when there is none. */
  apiUrl: string;
}

/** What everybody may read at /config.json: never add a secret. */
export interface BrowserConfig {
  name: string;
  version: string;
  environment: string;
  apiUrl: string;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * Reads the configuration.
 *
 * @param env - environment variables
 * @throws Error that names everything that is wrong, never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];

  const port = Number(env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    problems.push('PORT must be a whole number from 0 to 65535');
  }

  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  }

  const apiUrl = (env.API_URL ?? '').replace(/\/+$/, '');
  if (apiUrl !== '' && !isHttpAddress(apiUrl)) {
    problems.push('API_URL must be an address such as https://check-in-api.dev.apps.aerq.example');
  }

  if (problems.length > 0) {
    throw new Error(`Invalid configuration: ${problems.join('; ')}.`);
  }
  return {
    port,
    serviceName: env.SERVICE_NAME ?? 'baggage-tracking-and-reconciliation-webs',
    serviceVersion: env.SERVICE_VERSION ?? 'local',
    environment: env.ENVIRONMENT ?? 'local',
    logLevel,
    apiUrl,
  };
}

/** The part of the configuration that the browser gets. */
export function toBrowserConfig(config: Config): BrowserConfig {
  return {
    name: config.serviceName,
    version: config.serviceVersion,
    environment: config.environment,
    apiUrl: config.apiUrl,
  };
}

function isHttpAddress(text: string): boolean {
  const url = URL.parse(text);
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && !/[\s;,]/.test(text);
}
