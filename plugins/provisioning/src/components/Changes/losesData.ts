import type { ChangeItem } from '@runway/plugin-provisioning-common';

/** Whether a data store goes with what is planned: it can't be kept, so the person has to confirm it. */
export const losesData = ({ data, effect }: ChangeItem) =>
  data && effect === 'delete';
