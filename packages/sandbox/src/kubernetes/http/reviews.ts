import { defaultAudience } from '../auth/ServiceAccountTokens';
import type { Authenticator } from '../auth/Authenticator';
import type { Attributes, RbacAuthorizer } from '../auth/RbacAuthorizer';
import type { UserInfo } from '../auth/UserInfo';
import { badRequest } from '../errors/ApiError';
import type { VirtualDefinition } from '../resources/builtinResources';
import { isRecord } from '../schema/decodeBuiltin';
import type { ApiRequest } from './ApiRequest';

type Draft = any;

export interface ReviewServices {
  authenticator: Authenticator;
  authorizer: RbacAuthorizer;
}

/** Answers the kinds that are questions: who is this token, may this user do that. */
export async function answerReview(
  services: ReviewServices,
  definition: VirtualDefinition,
  request: ApiRequest,
): Promise<void> {
  const body = (await request.body()) ?? {};
  if (!isRecord(body)) {
    throw badRequest('the body of the request is not an object');
  }
  const { metadata, spec }: Draft = body;
  const status = await answers[definition.kind](services, request, spec ?? {});
  request.send(201, {
    kind: definition.kind,
    apiVersion: `${definition.group}/${definition.version}`,
    metadata: { creationTimestamp: null, ...metadata },
    ...(spec ? { spec } : {}),
    status,
  });
}

type Answer = (
  services: ReviewServices,
  request: ApiRequest,
  spec: Draft,
) => object;

const subjectAccess: Answer = ({ authorizer }, _request, spec) => {
  const user: UserInfo = {
    username: spec.user ?? '',
    groups: [...(spec.groups ?? []), 'system:authenticated'],
  };
  return decision(authorizer, attributesOf(spec, user));
};

const answers: Record<string, Answer> = {
  TokenReview: ({ authenticator }, _request, spec) => {
    const user = authenticator.authenticate(spec.token ?? '', spec.audiences);
    return user
      ? {
          authenticated: true,
          user: describeUser(user),
          audiences: spec.audiences ?? [defaultAudience],
        }
      : { user: {}, error: '[invalid bearer token]' };
  },
  SelfSubjectReview: (_services, request) => ({
    userInfo: describeUser(request.user),
  }),
  SelfSubjectAccessReview: ({ authorizer }, request, spec) =>
    decision(authorizer, attributesOf(spec, request.user)),
  SubjectAccessReview: subjectAccess,
  LocalSubjectAccessReview: subjectAccess,
  SelfSubjectRulesReview: ({ authorizer }, request, spec) => {
    const rules = authorizer.rulesFor(request.user, spec.namespace);
    return {
      resourceRules: rules
        .filter(rule => rule.resources)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          apiGroups,
          resources,
          ...(resourceNames ? { resourceNames } : {}),
        })),
      nonResourceRules: rules
        .filter(rule => rule.nonResourceURLs)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    };
  },
};

function attributesOf(spec: Draft, user: UserInfo): Attributes {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (!resourceAttributes && !nonResourceAttributes) {
    throw badRequest(
      'spec: Invalid value: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  }
  if (nonResourceAttributes) {
    return {
      user,
      verb: nonResourceAttributes.verb ?? '',
      path: nonResourceAttributes.path ?? '',
    };
  }
  const {
    verb = '',
    group = '',
    resource = '',
    subresource,
    namespace,
    name,
  } = resourceAttributes;
  return {
    user,
    verb,
    resource: { group, resource, subresource, namespace, name },
  };
}

function decision(authorizer: RbacAuthorizer, attributes: Attributes): object {
  return authorizer.isAllowed(attributes)
    ? { allowed: true, reason: 'RBAC: allowed' }
    : { allowed: false };
}

function describeUser({ username, uid, groups }: UserInfo): object {
  return { username, ...(uid ? { uid } : {}), groups };
}
