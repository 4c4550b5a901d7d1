import type { z } from 'zod';
import type * as schemas from './schemas';

export type InfrastructureRequestStatus = z.infer<
  typeof schemas.infrastructureRequestStatusSchema
>;
export type PlanCounts = z.infer<typeof schemas.planCountsSchema>;
export type InfrastructureRequestSummary = z.infer<
  typeof schemas.infrastructureRequestSummarySchema
>;
export type InfrastructureRequest = z.infer<
  typeof schemas.infrastructureRequestSchema
>;
