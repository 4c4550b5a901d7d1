import type { z } from 'zod';
import type * as schemas from './schemas';

export type DifferenceAction = z.infer<typeof schemas.differenceActionSchema>;
export type DifferenceKind = z.infer<typeof schemas.differenceKindSchema>;
export type Difference = z.infer<typeof schemas.differenceSchema>;
export type ReconciliationSource = z.infer<
  typeof schemas.reconciliationSourceSchema
>;
export type Reconciliation = z.infer<typeof schemas.reconciliationSchema>;
export type DifferenceListQuery = z.input<
  typeof schemas.differenceListQuerySchema
>;
