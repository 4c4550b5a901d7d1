import { usePermission } from '@backstage/plugin-permission-react';
import { runCreatePermission } from '@runway/plugin-provisioning-common';

/** Whether the person may create services; undefined until it is known. */
export function useMayCreate(): boolean | undefined {
  const { allowed, loading } = usePermission({
    permission: runCreatePermission,
  });
  return loading ? undefined : allowed;
}
