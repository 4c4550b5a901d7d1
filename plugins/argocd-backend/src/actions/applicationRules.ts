import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_APPLICATION } from '@runway/plugin-argocd-common';
// The permission framework takes schemas of zod 3.
import { z } from 'zod/v3';

/** What decides about an action on an application. */
export interface ApplicationResource {
  /** Entity refs of who owns its service; empty when it has none. */
  owners: string[];
  environment?: string;
}

export const applicationResourceRef = createPermissionResourceRef<
  ApplicationResource,
  never
>().with({ pluginId: 'argocd', resourceType: RESOURCE_TYPE_APPLICATION });

/** Allows applications whose service belongs to one of the claims. */
export const isServiceOwnerRule = createPermissionRule({
  name: 'IS_SERVICE_OWNER',
  description: 'Allow applications whose service belongs to one of these',
  resourceRef: applicationResourceRef,
  paramsSchema: z.object({
    claims: z.array(z.string()).describe('Entity refs of groups and users'),
  }),
  apply: ({ owners }, { claims }) =>
    owners.some(owner => claims.includes(owner)),
  toQuery: () => {
    throw new Error('Applications are judged one by one');
  },
});

/** Allows applications of certain environments. */
export const inEnvironmentRule = createPermissionRule({
  name: 'IN_ENVIRONMENT',
  description: 'Allow applications of these environments',
  resourceRef: applicationResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of `runway.environments`'),
  }),
  apply: ({ environment }, { names }) =>
    environment !== undefined && names.includes(environment),
  toQuery: () => {
    throw new Error('Applications are judged one by one');
  },
});
