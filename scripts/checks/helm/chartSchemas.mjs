import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helmFolder } from '../renderChart.mjs';

/** Definitions and values that mean the same in every chart that has them. */
const shared = JSON.parse(
  readFileSync(join(helmFolder, 'library', 'values.shared.json'), 'utf8'),
);

const fields = (description, properties, required) => ({
  description,
  type: 'object',
  additionalProperties: false,
  ...(required && { required }),
  properties,
});
const of = (name, description) => ({
  description,
  allOf: [{ $ref: `#/definitions/${name}` }],
});
const whole = (description, minimum, maximum) => ({
  description,
  type: 'integer',
  minimum,
  maximum,
});
/** Some keys of a shared value; the others make no sense for the chart. */
const pick = (name, ...keys) => {
  const { properties, ...rest } = shared.properties[name];
  return {
    ...rest,
    properties: Object.fromEntries(keys.map(key => [key, properties[key]])),
  };
};

const common = [
  'runway',
  'image',
  'env',
  'resources',
  'workloadIdentity',
  'vault',
];
const serving = [
  'port',
  'autoscaling',
  'probes',
  'shutdown',
  'metrics',
  'monitoring',
  'slo',
  'ingress',
  'networkPolicy',
];
const waiting = pick('shutdown', 'gracePeriodSeconds');
waiting.properties.gracePeriodSeconds.description =
  'Seconds between SIGTERM and SIGKILL; what is begun must be done or given back within them.';

const { autoscaling, probes, networkPolicy } = shared.properties;

/** By chart: names of shared values, and values of its own. */
const charts = {
  'api-service': { shares: [...common, ...serving], own: {} },
  'web-app': { shares: [...common, ...serving], own: {} },
  worker: {
    shares: [...common, 'command', 'args', 'port', 'metrics', 'monitoring'],
    own: {
      autoscaling: {
        ...autoscaling,
        description: 'Number of replicas, by CPU use and by what waits.',
        properties: {
          ...autoscaling.properties,
          targetQueueDepth: whole(
            'Waiting jobs per replica that scaling aims at; 0: scale by CPU only. Needs an adapter that serves queue.depthMetric as an external metric.',
            0,
            1000000,
          ),
        },
      },
      probes: fields('How the platform asks the worker whether it lives.', {
        livenessPath: probes.properties.livenessPath,
        livenessCommand: {
          description:
            'Command that ends with 0 while the process works; asked instead of livenessPath.',
          type: 'array',
          items: { type: 'string', minLength: 1 },
        },
        startupSeconds: probes.properties.startupSeconds,
      }),
      shutdown: waiting,
      queue: fields('What the worker measures about its queue.', {
        depthMetric: of('metricName', 'Gauge: jobs that wait.'),
        processedMetric: of(
          'metricName',
          'Counter: jobs that were finished, with the label outcome (failed or anything else).',
        ),
        labels: {
          description: 'Labels that choose the queue among several.',
          type: 'object',
          additionalProperties: false,
          patternProperties: {
            '^[a-zA-Z_][a-zA-Z0-9_]*$': { type: 'string', minLength: 1 },
          },
        },
        stuckAfter: of(
          'duration',
          'How long jobs may wait while none is finished, beyond a quarter of an hour.',
        ),
      }),
      slo: pick('slo', 'availabilityPercent'),
      networkPolicy: outwardsAnd('monitoringNamespace'),
    },
  },
  'scheduled-job': {
    shares: [...common, 'command', 'args'],
    own: {
      job: fields(
        'When the job runs and what happens when it does not succeed.',
        {
          schedule: {
            description: 'Minute, hour, day, month, weekday, as cron has it.',
            type: 'string',
            pattern:
              '^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[0-9*/,A-Za-z-]+( [0-9*?/,A-Za-z-]+){4})$',
          },
          timeZone: {
            description:
              'Time zone of the schedule, e.g. Europe/Berlin. Where clocks change, an hour is skipped or comes twice.',
            type: 'string',
            pattern: '^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$',
          },
          suspend: {
            description: 'Start no run, e.g. in an environment without data.',
            type: 'boolean',
          },
          concurrencyPolicy: {
            description:
              'What happens when the run before still runs: skip this one, end that one, or run both.',
            enum: ['Forbid', 'Replace', 'Allow'],
          },
          startingDeadlineSeconds: whole(
            'How late a run may start; later it counts as missed. Below 10 Kubernetes may start none.',
            10,
            86400,
          ),
          activeDeadlineSeconds: whole(
            'Longest run with all its retries; then it is ended and counts as failed.',
            30,
            604800,
          ),
          retries: whole('How often a run is tried again.', 0, 10),
          successfulHistory: whole('Runs kept that succeeded.', 0, 20),
          failedHistory: whole('Runs kept that failed.', 1, 20),
          keepFinishedSeconds: whole(
            'How long a finished run is kept, whatever the history.',
            300,
            2592000,
          ),
        },
        ['schedule'],
      ),
      shutdown: waiting,
      monitoring: {
        ...pick('monitoring', 'enabled', 'runbooks'),
      },
      networkPolicy: outwardsAnd(),
    },
  },
};
charts['scheduled-job'].own.monitoring.properties.enabled = {
  description:
    "Make a PrometheusRule. Needs the Prometheus operator's definitions in the cluster.",
  type: 'boolean',
};

/** Nobody calls these, except Prometheus. */
function outwardsAnd(...keys) {
  return {
    ...pick('networkPolicy', ...keys, 'allowTo', 'allowToNetworks'),
    description: networkPolicy.description,
  };
}

/** Charts whose schema is written by this file. */
export const writtenCharts = Object.keys(charts);

/**
 * values.schema.json of a chart.
 * @param {string} chart
 */
export function chartSchema(chart) {
  const { shares, own } = charts[chart];
  const empty = { type: 'object', maxProperties: 0 };
  const properties = {
    global: { description: 'Reserved by Helm; holds nothing.', ...empty },
    library: {
      description:
        "Reserved by Helm for the library chart; holds nothing but Helm's own `global`.",
      type: 'object',
      additionalProperties: false,
      properties: { global: empty },
    },
    ...Object.fromEntries(shares.map(name => [name, shared.properties[name]])),
    ...own,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of chart ${chart}`,
    type: 'object',
    additionalProperties: false,
    required: ['runway', 'image', ...(own.job ? ['job'] : [])],
    definitions: usedDefinitions(properties),
    properties,
  };
}

function usedDefinitions(properties) {
  const text = JSON.stringify(properties);
  return Object.fromEntries(
    Object.entries(shared.definitions).filter(([name]) =>
      text.includes(`"#/definitions/${name}"`),
    ),
  );
}
