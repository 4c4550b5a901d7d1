import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parsePolicy } from '../auth/Enforcer';
import { issuer } from '../auth/SessionTokens';
import type { AppProject } from '../model/AppProject';
import { validateProject } from '../model/validateManifest';
import { query, type ApiSystems } from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { GrpcCode, GrpcError, invalidArgument, notFound } from './GrpcError';
import { messageOf } from '../model/messageOf';

/** AppProjects and the tokens of their roles. */
export function projectRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, enforcer, projects, tokens } = systems;
  const existing = (name: string): AppProject => {
    const project = projects.get(name);
    if (!project) {
      throw notFound(`appprojects.argoproj.io "${name}" not found`);
    }
    return project;
  };
  const usedBy = (name: string) =>
    applications.list().filter(application => application.spec.project === name)
      .length;

  router.get('/projects', (request, session) => {
    const name = query(request, 'name');
    return {
      metadata: { resourceVersion: projects.resourceVersion },
      items: projects
        .list()
        .filter(
          ({ metadata }) =>
            (!name || metadata.name === name) &&
            enforcer.enforce(session, 'projects', 'get', metadata.name),
        ),
    };
  });

  router.get('/projects/:name', (request, session) => {
    enforcer.check(session, 'projects', 'get', request.params.name);
    return existing(request.params.name);
  });

  router.get('/projects/:name/detailed', (request, session) => {
    enforcer.check(session, 'projects', 'get', request.params.name);
    return {
      project: existing(request.params.name),
      globalProjects: [],
      repositories: [],
      clusters: [],
    };
  });

  router.get('/projects/:name/syncwindows', (request, session) => {
    enforcer.check(session, 'projects', 'get', request.params.name);
    existing(request.params.name);
    return {};
  });

  router.post('/projects', (request, session) => {
    const { project, upsert } = request.body ?? {};
    if (!project) {
      throw invalidArgument("missing payload 'project' in request");
    }
    const manifest = parse(project);
    const { name } = manifest.metadata;
    enforcer.check(session, 'projects', 'create', name);
    const known = projects.get(name);
    if (!known) {
      return projects.create(manifest);
    }
    if (!upsert) {
      if (
        isDeepStrictEqual(known.spec, JSON.parse(JSON.stringify(manifest.spec)))
      ) {
        return known;
      }
      throw invalidArgument(
        'existing project spec is different; use upsert flag to force update',
      );
    }
    enforcer.check(session, 'projects', 'update', name);
    return projects.update(name, draft => {
      draft.spec = manifest.spec;
    })!;
  });

  router.put('/projects/:name', (request, session) => {
    const { project } = request.body ?? {};
    if (!project) {
      throw invalidArgument("missing payload 'project' in request");
    }
    const manifest = parse(project);
    enforcer.check(session, 'projects', 'update', request.params.name);
    existing(request.params.name);
    return projects.update(request.params.name, draft => {
      draft.spec = manifest.spec;
      draft.metadata.labels = manifest.metadata.labels;
      draft.metadata.annotations = manifest.metadata.annotations;
      draft.metadata.finalizers = manifest.metadata.finalizers;
    })!;
  });

  router.delete('/projects/:name', (request, session) => {
    const { name } = request.params;
    if (name === 'default') {
      throw invalidArgument("name 'default' is reserved and cannot be deleted");
    }
    enforcer.check(session, 'projects', 'delete', name);
    existing(name);
    const count = usedBy(name);
    if (count > 0) {
      throw invalidArgument(`project is referenced by ${count} applications`);
    }
    projects.update(name, draft => {
      draft.metadata.finalizers = undefined;
    });
    projects.delete(name);
    return {};
  });

  router.post('/projects/:name/roles/:role/token', (request, session) => {
    const { name, role } = request.params;
    enforcer.check(session, 'projects', 'update', name);
    const project = existing(name);
    if (!project.spec.roles?.some(candidate => candidate.name === role)) {
      throw notFound(`project '${name}' does not have role '${role}'`);
    }
    const issuedAt = Math.floor(Date.now() / 1_000);
    const lifetime = Number(request.body?.expiresIn ?? 0);
    const id = String(request.body?.id || randomUUID());
    const expires = lifetime > 0 ? { exp: issuedAt + lifetime } : {};
    projects.update(name, draft => {
      const found = draft.spec.roles!.find(
        candidate => candidate.name === role,
      )!;
      found.jwtTokens = [
        ...(found.jwtTokens ?? []),
        { iat: issuedAt, id, ...expires },
      ];
    });
    return {
      token: tokens.sign({
        iss: issuer,
        sub: `proj:${name}:${role}`,
        jti: id,
        iat: issuedAt,
        nbf: issuedAt,
        ...expires,
      }),
    };
  });

  router.delete(
    '/projects/:name/roles/:role/token/:iat',
    (request, session) => {
      const { name, role, iat } = request.params;
      enforcer.check(session, 'projects', 'update', name);
      existing(name);
      const id = query(request, 'id');
      projects.update(name, draft => {
        for (const candidate of draft.spec.roles ?? []) {
          if (candidate.name === role) {
            candidate.jwtTokens = candidate.jwtTokens?.filter(token =>
              id ? token.id !== id : token.iat !== Number(iat),
            );
          }
        }
      });
      return {};
    },
  );
}

function parse(project: unknown) {
  try {
    const manifest = validateProject(project);
    for (const role of manifest.spec.roles ?? []) {
      for (const line of role.policies ?? []) {
        checkPolicy(manifest.metadata.name, role.name, line);
      }
    }
    return manifest;
  } catch (error) {
    if (error instanceof GrpcError) {
      throw error;
    }
    throw new GrpcError(GrpcCode.InvalidArgument, messageOf(error));
  }
}

function checkPolicy(project: string, role: string, line: string) {
  const policy = parsePolicy(line);
  const subject = `proj:${project}:${role}`;
  if (!policy) {
    throw invalidArgument(
      `invalid policy rule '${line}': must be of the form: 'p, sub, res, act, obj, eft'`,
    );
  }
  if (policy.subject !== subject) {
    throw invalidArgument(
      `invalid policy rule '${line}': policy subject must be: '${subject}', not '${policy.subject}'`,
    );
  }
  if (!policy.object.startsWith(`${project}/`) && policy.object !== project) {
    throw invalidArgument(
      `invalid policy rule '${line}': object must be of form '${project}/*', '${project}[/<NAMESPACE>]/<APPNAME>' or '${project}/<APPNAME>', not '${policy.object}'`,
    );
  }
}
