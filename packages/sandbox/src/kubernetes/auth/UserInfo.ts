/** Who makes a request. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra?: Record<string, string[]>;
}

/** Requests from inside the sandbox. Never refused by RBAC. */
export const systemAdmin: UserInfo = {
  username: 'system:admin',
  groups: ['system:masters', 'system:authenticated'],
};

/** A controller as it signs its changes. */
export function controllerUser(name: string): UserInfo {
  return serviceAccountUser('kube-system', name);
}

export function serviceAccountUser(
  namespace: string,
  name: string,
  uid?: string,
): UserInfo {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
    ],
    ...(uid ? { uid } : {}),
  };
}
