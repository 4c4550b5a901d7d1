import {
  mockApis,
  renderTestApp,
  type RenderTestAppOptions,
} from '@backstage/frontend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  type EvaluatePermissionRequest,
} from '@backstage/plugin-permission-common';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  scaffolderApiRef,
  type ScaffolderApi,
  type TemplateParameterSchema,
} from '@backstage/plugin-scaffolder-react';
import { changesApiRef } from '../api/changesApiRef';
import { provisioningApiRef } from '../api/provisioningApiRef';
import { reconciliationApiRef } from '../api/reconciliationApiRef';
import { catalogEntityModule } from '../catalogEntityModule';
import { provisioningPlugin } from '../plugin';
import { scaffolderCreateModule } from '../scaffolderCreateModule';
import type { ReconciliationApi } from '@runway/plugin-provisioning-common';
import { FakeChangesApi } from './FakeChangesApi';
import { FakeProvisioningApi, refusal } from './FakeProvisioningApi';

export const FLIGHT_OPS: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'flight-ops', namespace: 'default' },
  spec: {
    type: 'team',
    children: [],
    profile: { displayName: 'Flight Operations' },
  },
  relations: [{ type: 'hasMember', targetRef: 'user:default/mika' }],
};

export const CABIN: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'cabin', namespace: 'default' },
  spec: {
    type: 'team',
    children: [],
    profile: { displayName: 'Cabin Services' },
  },
};

export const API_SERVICE: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: {
    name: 'api-service',
    namespace: 'default',
    title: 'API service',
    description: 'An HTTP API with repository and pipeline.',
    tags: ['typescript'],
  },
  spec: { type: 'service', parameters: [], steps: [] },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/flight-ops' }],
};

export const API_SERVICE_PARAMETERS: TemplateParameterSchema = {
  title: 'API service',
  description: 'An HTTP API with repository and pipeline.',
  steps: [
    {
      title: 'Service',
      schema: {
        title: 'Service',
        required: ['name', 'owner', 'purpose'],
        properties: {
          name: { title: 'Name', type: 'string' },
          owner: {
            title: 'Owner',
            type: 'string',
            'ui:field': 'OwnerPicker',
            'ui:options': {
              catalogFilter: { kind: 'Group' },
              allowArbitraryValues: false,
            },
          },
          purpose: { title: 'Purpose', type: 'string', minLength: 10 },
        },
      },
    },
    {
      title: 'Runtime',
      schema: {
        title: 'Runtime',
        properties: {
          size: {
            title: 'Size',
            type: 'string',
            enum: ['small', 'large'],
            default: 'small',
          },
        },
      },
    },
  ],
};

/** The portal with the real scaffolder, catalog and provisioning plugins over a backend in memory. */
export function renderPortal(options: {
  path: string;
  api?: FakeProvisioningApi;
  changes?: FakeChangesApi;
  reconciliation?: ReconciliationApi;
  entities?: Entity[];
  /** Names of permissions that the person lacks. */
  denied?: string[];
  config?: RenderTestAppOptions['config'];
}) {
  const { path, api = new FakeProvisioningApi(), denied = [] } = options;
  const { changes = new FakeChangesApi(), reconciliation } = options;
  const entities = options.entities ?? [FLIGHT_OPS, CABIN, API_SERVICE];
  const scaffolderApi: Partial<ScaffolderApi> = {
    getTemplateParameterSchema: async ref => {
      if (ref !== 'template:default/api-service') {
        throw await refusal(404, 'NotFoundError', `${ref} is not there`);
      }
      return API_SERVICE_PARAMETERS;
    },
  };
  return renderTestApp({
    features: [
      catalogPlugin,
      scaffolderPlugin,
      provisioningPlugin,
      scaffolderCreateModule,
      catalogEntityModule,
    ],
    initialRouteEntries: [path],
    config: options.config,
    apis: [
      [provisioningApiRef, api],
      [changesApiRef, changes],
      ...(reconciliation
        ? [[reconciliationApiRef, reconciliation] as const]
        : []),
      [scaffolderApiRef, scaffolderApi as ScaffolderApi],
      catalogApiMock({ entities }),
      mockApis.identity({ userEntityRef: 'user:default/mika' }),
      mockApis.permission({
        authorize: ({ permission }: EvaluatePermissionRequest) =>
          denied.includes(permission.name)
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      }),
    ],
  });
}
