import type { ResourceCatalog } from '../resources/ResourceCatalog';
import { apiVersionOf } from '../resources/ResourceDefinition';
import { apiGroups, serverVersion, versionsOf } from './discovery';

/** Paths by group version as `/openapi/v3` lists them. */
export function openApiRoot(catalog: ResourceCatalog, base: string): object {
  const versions = ['', ...apiGroups(catalog)].flatMap(group =>
    versionsOf(catalog, group).map(version =>
      group ? `apis/${group}/${version}` : `api/${version}`,
    ),
  );
  return {
    paths: Object.fromEntries(
      versions.map(path => [
        path,
        { serverRelativeURL: `${base}/openapi/v3/${path}` },
      ]),
    ),
  };
}

/** Just enough OpenAPI for clients to see that fields are validated on the server. */
export function openApiDocument(
  catalog: ResourceCatalog,
  group: string,
  version: string,
): object {
  const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(
    name => ({
      name,
      in: 'query',
      schema: { type: 'string', uniqueItems: true },
    }),
  );
  const definitions = catalog
    .all()
    .filter(
      definition =>
        definition.group === group &&
        catalog.at(group, version, definition.plural),
    );
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion.gitVersion },
    paths: Object.fromEntries(
      definitions.map(definition => [
        `${prefix}/${definition.namespaced ? 'namespaces/{namespace}/' : ''}${
          definition.plural
        }/{name}`,
        {
          patch: {
            parameters,
            'x-kubernetes-action': 'patch',
            'x-kubernetes-group-version-kind': {
              group,
              version,
              kind: definition.kind,
            },
            responses: {},
          },
        },
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        definitions.map(({ kind }) => [
          `${apiVersionOf({ group }, version).replace('/', '.')}.${kind}`,
          {
            type: 'object',
            'x-kubernetes-group-version-kind': [{ group, version, kind }],
          },
        ]),
      ),
    },
  };
}
