import { z } from 'zod';

/** One instance of an upstream system, as the portal last saw it. */
export const upstreamStatusSchema = z.object({
  system: z.enum(['gitlab', 'argocd', 'vault', 'kubernetes']),
  /** Name in the configuration. */
  instance: z.string(),
  /** Address that people open. */
  webUrl: z.string(),
  /** `unknown` = not asked yet. */
  state: z.enum(['ok', 'degraded', 'down', 'unknown']),
  /** When it came to be in this state, as far as the portal's process knows; ISO 8601. */
  since: z.string().optional(),
  /** When it was last asked; ISO 8601. */
  checkedAt: z.string().optional(),
  /** How long the last check took. */
  latencyMs: z.number().optional(),
  /** What is wrong, in a sentence without secrets. */
  problem: z.string().optional(),
  /** `open` = requests are refused at once for a moment. */
  breaker: z.enum(['closed', 'half-open', 'open']),
  /** Environments that need it, in promotion order. */
  environments: z.array(z.string()),
});

export const platformStatusSchema = z.object({
  upstreams: z.array(upstreamStatusSchema),
  /** How often each one is asked. */
  checkedEverySeconds: z.number(),
});

export type UpstreamStatus = z.infer<typeof upstreamStatusSchema>;
export type PlatformStatus = z.infer<typeof platformStatusSchema>;
