import type { z } from 'zod';
import type * as schemas from './schemas';

export type ChangeKind = z.infer<typeof schemas.changeKindSchema>;
export type ChangeSubject = z.infer<typeof schemas.changeSubjectSchema>;
export type ChangeItem = z.infer<typeof schemas.changeItemSchema>;
export type ChangeFile = z.infer<typeof schemas.changeFileSchema>;
export type ApprovalRole = z.infer<typeof schemas.approvalRoleSchema>;
export type Approval = z.infer<typeof schemas.approvalSchema>;
export type ChangePlan = z.infer<typeof schemas.changePlanSchema>;
export type OpenChange = z.infer<typeof schemas.openChangeSchema>;
export type ChangeStatus = z.infer<typeof schemas.changeStatusSchema>;
export type ChangeSummary = z.infer<typeof schemas.changeSummarySchema>;
export type Change = z.infer<typeof schemas.changeSchema>;
export type ChangeList = z.infer<typeof schemas.changeListSchema>;
export type ChangeListQuery = z.input<typeof schemas.changeListQuerySchema>;
export type ApproveChange = z.infer<typeof schemas.approveChangeSchema>;
export type RejectChange = z.infer<typeof schemas.rejectChangeSchema>;
