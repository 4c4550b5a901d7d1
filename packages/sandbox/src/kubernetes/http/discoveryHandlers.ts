import type { ServiceAccountTokens } from '../auth/ServiceAccountTokens';
import { defaultAudience } from '../auth/ServiceAccountTokens';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { apiVersionOf } from '../resources/ResourceDefinition';
import type { ApiRequest } from './ApiRequest';
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroups,
  apiResources,
  serverVersion,
} from './discovery';
import { openApiDocument, openApiRoot } from './openApi';

interface Services {
  objects: ClusterObjects;
  tokens: ServiceAccountTokens;
  basePath: string;
}

const aggregatedType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Answers everything that is no resource: health, version, discovery, OpenAPI, the keys of tokens. */
export function servePath(services: Services, request: ApiRequest): void {
  const { catalog } = services.objects;
  const { path, group, version } = request.info;
  const plain = path.replace(/(?<=.)\/$/, '');
  if (version !== undefined) {
    const resources = apiResources(catalog, group ?? '', version);
    if (!resources) {
      request.sendText(404, '404 page not found\n');
      return;
    }
    request.send(200, {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: apiVersionOf({ group: group ?? '' }, version),
      resources,
    });
    return;
  }
  switch (plain) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      request.sendText(200, 'ok');
      return;
    case '/version':
      request.send(200, serverVersion);
      return;
    case '/api':
      serveCore(services, request);
      return;
    case '/apis':
      serveGroups(services, request);
      return;
    case '/openapi/v3':
      request.send(200, openApiRoot(catalog, services.basePath));
      return;
    case '/openid/v1/jwks':
      request.send(200, services.tokens.keySet());
      return;
    case '/.well-known/openid-configuration':
      request.send(200, {
        issuer: defaultAudience,
        jwks_uri: `${defaultAudience}/openid/v1/jwks`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
      return;
    default:
      serveOther(services, request, plain);
  }
}

function serveCore({ objects }: Services, request: ApiRequest) {
  if (wantsAggregated(request)) {
    sendAggregated(request, aggregatedDiscovery(objects.catalog, ['']));
    return;
  }
  request.send(200, {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  });
}

function serveGroups({ objects }: Services, request: ApiRequest) {
  const groups = apiGroups(objects.catalog);
  if (wantsAggregated(request)) {
    sendAggregated(request, aggregatedDiscovery(objects.catalog, groups));
    return;
  }
  request.send(200, {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(group => apiGroup(objects.catalog, group)),
  });
}

function serveOther({ objects }: Services, request: ApiRequest, path: string) {
  const [, root, group] = path.split('/');
  const found = root === 'apis' && apiGroup(objects.catalog, group);
  if (found) {
    request.send(200, { kind: 'APIGroup', apiVersion: 'v1', ...found });
    return;
  }
  const document = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path);
  if (
    document &&
    apiResources(objects.catalog, document[1] ?? '', document[2])
  ) {
    request.send(
      200,
      openApiDocument(objects.catalog, document[1] ?? '', document[2]),
    );
    return;
  }
  request.sendText(404, '404 page not found\n');
}

function wantsAggregated(request: ApiRequest): boolean {
  return /g=apidiscovery\.k8s\.io;v=v2[;,]/.test(
    `${request.http.headers.accept};`,
  );
}

function sendAggregated(request: ApiRequest, body: object) {
  request.response
    .status(200)
    .set('Cache-Control', 'public')
    .set('Content-Type', aggregatedType)
    .end(JSON.stringify(body));
}
