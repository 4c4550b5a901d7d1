import type { Request, Response } from 'express';
import type { Authenticator } from '../auth/Authenticator';
import { forbiddenRequest } from '../auth/forbiddenRequest';
import type { Attributes, RbacAuthorizer } from '../auth/RbacAuthorizer';
import type { ServiceAccountTokens } from '../auth/ServiceAccountTokens';
import {
  ApiError,
  methodNotAllowed,
  unknownResource,
} from '../errors/ApiError';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { reviewDefinitions } from '../resources/builtinResources';
import type { VersionedResource } from '../resources/ResourceDefinition';
import { ApiRequest, sendError } from './ApiRequest';
import { servePath } from './discoveryHandlers';
import { identifyUser, isPublic } from './identifyUser';
import { serveMetrics } from './metrics';
import { podLog } from './podLog';
import { evictPod, requestToken } from './podSubresources';
import { getObject, listPage } from './readHandlers';
import { parseRequestInfo } from './RequestInfo';
import { answerReview } from './reviews';
import { scaleSubresource } from './scaleSubresource';
import { watchObjects, type OpenWatches } from './watchHandler';
import {
  createObject,
  deleteCollection,
  deleteRequest,
  patchRequest,
  replaceObject,
} from './writeHandlers';

export interface ApiServerServices {
  objects: ClusterObjects;
  authenticator: Authenticator;
  authorizer: RbacAuthorizer;
  tokens: ServiceAccountTokens;
  /** Address of the cluster below the origin, such as `/kubernetes/dev`. */
  basePath: string;
  log(message: string): void;
}

/** The HTTP API of one cluster. */
export class ApiServer {
  readonly #watches: OpenWatches = new Set();

  constructor(private readonly services: ApiServerServices) {}

  /** @param path - below the cluster, without the query */
  async handle(http: Request, response: Response, path: string): Promise<void> {
    try {
      const { authenticator, authorizer } = this.services;
      const user = identifyUser(http, path, authenticator, authorizer);
      const info = parseRequestInfo(path);
      await this.#serve(new ApiRequest(http, response, info, user));
    } catch (error) {
      sendError(response, error, this.services.log);
    }
  }

  /** Ends open watches. */
  close(): void {
    [...this.#watches].forEach(end => end());
  }

  async #serve(request: ApiRequest): Promise<void> {
    const { info } = request;
    this.#authorize(attributesOf(request), info.path);
    if (!info.resource) {
      servePath(this.services, request);
      return;
    }
    const { group = '', version = '', resource } = info;
    const review = reviewDefinitions.find(
      entry =>
        entry.group === group &&
        entry.version === version &&
        entry.plural === resource,
    );
    if (review && request.method === 'POST') {
      await answerReview(this.services, review, request);
      return;
    }
    if (group === 'metrics.k8s.io' && version === 'v1beta1') {
      serveMetrics(this.services.objects, request);
      return;
    }
    const found = this.services.objects.catalog.at(group, version, resource);
    if (!found) {
      throw unknownResource();
    }
    await (info.subresource
      ? this.#serveSubresource(found, request)
      : this.#serveObject(found, request));
  }

  async #serveObject(
    resource: VersionedResource,
    request: ApiRequest,
  ): Promise<void> {
    const { objects } = this.services;
    const named = request.info.name !== undefined;
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        if (request.isWatch) {
          return watchObjects(objects, resource, request, this.#watches);
        }
        return named
          ? getObject(objects, resource, request)
          : listPage(objects, resource, request);
      case 'POST':
        if (!named) {
          return createObject(objects, resource, request);
        }
        break;
      case 'PUT':
        if (named) {
          return replaceObject(objects, resource, request);
        }
        break;
      case 'PATCH':
        if (named) {
          this.#authorizeCreation(resource, request);
          return patchRequest(objects, resource, request);
        }
        break;
      case 'DELETE':
        return named
          ? deleteRequest(objects, resource, request)
          : deleteCollection(objects, resource, request);
      default:
    }
    throw methodNotAllowed(resource.definition, verbOf(request));
  }

  async #serveSubresource(
    resource: VersionedResource,
    request: ApiRequest,
  ): Promise<void> {
    const { objects, tokens } = this.services;
    const { definition } = resource;
    const { subresource = '' } = request.info;
    const { method } = request;
    if (!definition.subresources.has(subresource)) {
      throw unknownResource();
    }
    switch (`${method} ${subresource}`) {
      case 'GET log':
        return podLog(objects, request);
      case 'POST eviction':
        return evictPod(objects, request);
      case 'POST token':
        return requestToken(objects, tokens, request);
      case 'GET scale':
      case 'PUT scale':
      case 'PATCH scale':
        return scaleSubresource(objects, resource, request);
      case 'GET status':
        return getObject(objects, resource, request);
      case 'PUT status':
      case 'PUT finalize':
        return replaceObject(objects, resource, request);
      case 'PATCH status':
        return patchRequest(objects, resource, request);
      default:
        throw methodNotAllowed(definition, verbOf(request));
    }
  }

  /** Server-side apply of something new is a creation too. */
  #authorizeCreation({ definition }: VersionedResource, request: ApiRequest) {
    const { namespace, name = '', path } = request.info;
    const scope = definition.namespaced ? namespace : undefined;
    if (
      request.contentType === 'application/apply-patch+yaml' &&
      !this.services.objects.store.get(definition.id, scope, name)
    ) {
      this.#authorize({ ...attributesOf(request), verb: 'create' }, path);
    }
  }

  #authorize(attributes: Attributes, path: string) {
    if (!isPublic(path) && !this.services.authorizer.isAllowed(attributes)) {
      throw forbiddenRequest(attributes);
    }
  }
}

function attributesOf(request: ApiRequest): Attributes {
  const { user, info } = request;
  if (!info.resource) {
    return { user, verb: request.method.toLowerCase(), path: info.path };
  }
  const { group = '', resource, subresource, namespace } = info;
  const selected = /(?:^|,)metadata\.name==?([^,]+)/.exec(
    request.query.get('fieldSelector') ?? '',
  );
  return {
    user,
    verb: verbOf(request),
    resource: {
      group,
      resource,
      subresource,
      namespace,
      name: info.name ?? selected?.[1],
    },
  };
}

/** The verb of RBAC and discovery. */
function verbOf(request: ApiRequest): string {
  const named = request.info.name !== undefined;
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (request.isWatch) {
        return 'watch';
      }
      return named ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      throw new ApiError(
        405,
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
        {},
      );
  }
}
