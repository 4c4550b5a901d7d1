import { z } from 'zod';

/** What can be observed of a person's first days, in order. */
export const FACTS = [
  'invited',
  'signed-in',
  'first-change',
  'dev',
  'production',
] as const;

export const factNameSchema = z.enum(FACTS);

export const factSchema = z.object({
  name: factNameSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Where it was seen, in a person's words. */
  source: z.string(),
  url: z.string().optional(),
});

/** Something that no system can see: the person says when it is done. */
export const checklistItemSchema = z.object({
  id: z.string(),
  text: z.string(),
  link: z.object({ title: z.string(), url: z.string() }).optional(),
  doneAt: z.string().optional(),
});

export const onboardingSchema = z.object({
  /** Entity ref. */
  userRef: z.string(),
  name: z.string(),
  /** Entity ref. */
  teamRef: z.string(),
  buddyRef: z.string().optional(),
  /** `YYYY-MM-DD` */
  startDate: z.string().optional(),
  invitedAt: z.string(),
  /** Entity ref. */
  invitedBy: z.string().optional(),
  /** In the order of {@link FACTS}; what was not seen is left out. */
  facts: z.array(factSchema),
  /** When the first change of theirs was in production. */
  finishedAt: z.string().optional(),
  /** Nothing new was seen for days, and the goal isn't reached. */
  stuck: z.boolean(),
  ticks: z.object({ done: z.number(), total: z.number() }),
});

export const mineSchema = z.object({
  /** Absent when the person was not invited through the portal. */
  onboarding: onboardingSchema
    .extend({ checklist: z.array(checklistItemSchema) })
    .optional(),
});

export const figuresSchema = z.object({
  /** Only those whose first change came into production within so many days count. */
  windowDays: z.number(),
  /** How many are behind the median. */
  n: z.number(),
  /** Days from the invitation to the first change in production; absent when fewer than three are behind it. */
  medianDays: z.number().optional(),
  underWay: z.number(),
  stuck: z.number(),
});

export const overviewSchema = z.object({
  /** `figures`: without names. */
  scope: z.enum(['none', 'figures', 'team', 'all']),
  /** The stuck ones first, then the longest under way, then the finished ones. */
  people: z.array(onboardingSchema),
  figures: figuresSchema.optional(),
});

export const tickSchema = z.object({ done: z.boolean() }).strict();

export type FactName = z.infer<typeof factNameSchema>;
export type Fact = z.infer<typeof factSchema>;
export type ChecklistItem = z.infer<typeof checklistItemSchema>;
export type Onboarding = z.infer<typeof onboardingSchema>;
export type Mine = z.infer<typeof mineSchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type Overview = z.infer<typeof overviewSchema>;
