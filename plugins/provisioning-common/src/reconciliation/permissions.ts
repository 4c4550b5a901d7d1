import { createPermission } from '@backstage/plugin-permission-common';

/** See where the ledger and the upstreams disagree. */
export const reconciliationReadPermission = createPermission({
  name: 'provisioning.reconciliation.read',
  attributes: { action: 'read' },
});

/** Adopt, recreate or forget; ask for a check. */
export const reconciliationResolvePermission = createPermission({
  name: 'provisioning.reconciliation.resolve',
  attributes: { action: 'update' },
});

export const reconciliationPermissions = [
  reconciliationReadPermission,
  reconciliationResolvePermission,
];
