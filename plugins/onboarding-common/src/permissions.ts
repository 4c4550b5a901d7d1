import { createPermission } from '@backstage/plugin-permission-common';

/** See how first days go: one's own; of one's team for its lead; figures for managers; all for platform engineers. */
export const onboardingReadPermission = createPermission({
  name: 'onboarding.record.read',
  attributes: { action: 'read' },
});

/** Tick off an item of one's own list. */
export const onboardingTickPermission = createPermission({
  name: 'onboarding.checklist.tick',
  attributes: { action: 'update' },
});

export const onboardingPermissions = [
  onboardingReadPermission,
  onboardingTickPermission,
];
