import { z } from 'zod';

const SYSTEMS = [
  'gitlab',
  'argocd',
  'argocd-tools',
  'vault',
  'kubernetes',
  'oidc',
  'atlantis',
  'azure',
] as const;

/** Longest wait that makes sense: an hour. */
const MAX_MILLISECONDS = 3_600_000;

const milliseconds = z.number().int().min(0).max(MAX_MILLISECONDS);
const errorStatus = z.number().int().min(400).max(599);

/** Of a stream: events that come through first; none when left out. */
const after = z.number().int().min(0).optional();

/** What goes wrong with a request. */
export const FaultSchema = z.discriminatedUnion('kind', [
  /** Answered in the system's own error format; nothing is done. */
  z.strictObject({
    kind: z.literal('status'),
    status: errorStatus,
    headers: z.record(z.string(), z.string()).optional(),
  }),
  /** Served late, by up to `jitterMs` more. Whoever gives up meanwhile is forgotten: nothing is done for him. */
  z.strictObject({
    kind: z.literal('latency'),
    ms: milliseconds,
    jitterMs: milliseconds.optional(),
  }),
  /** Not answered until the rule is removed; whoever still waits then is served. */
  z.strictObject({ kind: z.literal('hang') }),
  /** The connection is reset before anything is done. */
  z.strictObject({ kind: z.literal('reset') }),
  /**
   * Done, but the connection breaks after `bytes` of the answer's body: half of it when left out, nothing at all (no
   * headers either) when 0.
   */
  z.strictObject({
    kind: z.literal('truncate'),
    bytes: z.number().int().min(0).optional(),
  }),
  /** Done, but answered with an error: 500 when left out. */
  z.strictObject({
    kind: z.literal('accomplished'),
    status: errorStatus.optional(),
  }),
  /** The server ends the stream, as for good. */
  z.strictObject({ kind: z.literal('stream-end'), after }),
  /** The connection breaks between two events. */
  z.strictObject({ kind: z.literal('stream-break'), after }),
  /** The connection breaks in the middle of the next event. */
  z.strictObject({ kind: z.literal('stream-cut'), after }),
  /** The connection stays open, and nothing more arrives: no event and no sign of life, whatever becomes of the rule. */
  z.strictObject({ kind: z.literal('stream-stall'), after }),
  /** The next events are lost: so many, or all when left out. Signs of life go on. */
  z.strictObject({
    kind: z.literal('stream-lose'),
    after,
    events: z.number().int().min(1).optional(),
  }),
]);

/** Which requests a fault meets; what is left out doesn't matter. A request meets the oldest rule that hits it, only. */
export const FaultRuleSchema = z
  .strictObject({
    /** Given by the sandbox when left out. */
    id: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]{0,62}$/,
        'must be lower-case letters, digits and hyphens',
      )
      .optional(),
    system: z.enum(SYSTEMS),
    /** Name of the cluster; for `kubernetes` only. */
    instance: z.string().min(1).optional(),
    /** HTTP method, or Vault's LIST. */
    method: z
      .string()
      .regex(/^[A-Za-z]+$/, 'must be an HTTP method')
      .transform(method => method.toUpperCase())
      .optional(),
    /**
     * Pattern of the path below the system's (for `kubernetes`: the cluster's) base address, without the query: `*`
     * stands for anything within a segment, `**` for any number of segments, also none. An id like `group%2Fproject`
     * is one segment.
     */
    path: z.string().startsWith('/', 'must begin with /').max(500).optional(),
    /** Only requests of Git over HTTP (true), or none of them (false); for `gitlab` only. */
    git: z.boolean().optional(),
    /** Only requests with these header fields, word for word. */
    headers: z.record(z.string().toLowerCase(), z.string()).optional(),
    /** Only requests whose query has these values, e.g. `project`. */
    query: z.record(z.string(), z.string()).optional(),
    /** Matching requests that pass first. */
    skip: z.number().int().min(0).optional(),
    /** Matching requests that are hit after those; then the rule is spent. */
    times: z.number().int().min(1).optional(),
    /** How likely a matching request is hit. */
    probability: z.number().min(0).max(1).optional(),
    fault: FaultSchema,
  })
  .superRefine((rule, context) => {
    for (const [key, system] of [
      ['instance', 'kubernetes'],
      ['git', 'gitlab'],
    ] as const) {
      if (rule[key] !== undefined && rule.system !== system) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `is for ${system} only`,
        });
      }
    }
  });

export type Fault = z.infer<typeof FaultSchema>;

/** A rule as it is asked for. */
export type FaultRuleInput = z.input<typeof FaultRuleSchema>;

/** A rule in force. */
export type FaultRule = z.output<typeof FaultRuleSchema> & { id: string };

/** A rule and what has come of it. */
export type FaultState = FaultRule & {
  /** Requests that met the fault. */
  hits: number;
  /** Requests that matched, but passed: by `skip`, `times` or `probability`. */
  passed: number;
};

/** A request that met a fault. */
export interface FaultHit {
  /** ISO 8601. */
  time: string;
  /** Of the rule. */
  rule: string;
  kind: Fault['kind'];
  system: FaultRule['system'];
  instance?: string;
  method: string;
  /** Below the system's base address, without the query. */
  path: string;
}
