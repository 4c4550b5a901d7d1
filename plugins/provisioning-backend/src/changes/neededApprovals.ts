import { parseEntityRef } from '@backstage/catalog-model';
import type { Approval } from '@runway/plugin-provisioning-common';
import type { ChangeTarget } from './types';

/** Who has to agree: the team, the team that takes it over, and the platform. */
export function neededApprovals(
  { ownerRef, newOwnerRef }: Pick<ChangeTarget, 'ownerRef' | 'newOwnerRef'>,
  platformEngineers: string[],
): Approval[] {
  return [
    {
      role: 'owner',
      title: `A member of ${parseEntityRef(ownerRef).name}`,
      groups: [ownerRef],
    },
    ...(newOwnerRef
      ? [
          {
            role: 'new-owner' as const,
            title: `A member of ${parseEntityRef(newOwnerRef).name}`,
            groups: [newOwnerRef],
          },
        ]
      : []),
    {
      role: 'platform',
      title: 'A platform engineer',
      groups: platformEngineers,
    },
  ];
}
