import { Router, type Request, type Response } from 'express';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Actor } from '../access/Authentication';
import { ApiError } from '../ApiError';
import type { GitLabServices } from '../GitLabServices';
import type { Project, User } from '../state/GitLabModel';
import { zeroId } from './GitRepository';
import { parsePushOptions } from './parsePushOptions';
import { ReceivePackRequest, type RefCommand } from './ReceivePackRequest';
import { runHttpBackend } from './runHttpBackend';

const route =
  /^\/(.+?)(\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Git looks at the objects of a push before a hook may refuse it, so refusing is the hook's: it gets the decisions
 * in its environment, and works out by itself only what needs the objects, whether history is rewritten.
 */
const preReceive = `#!/bin/sh
status=0
while read -r before after ref; do
  reason=$(printf '%s\\n' "$SANDBOX_DENIED" | grep -F -x -A 1 -e "$ref" | tail -n +2)
  if [ -n "$reason" ]; then
    if [ "$reason" = no-force ]; then
      git merge-base --is-ancestor "$before" "$after" && continue
      reason='You are not allowed to force push code to a protected branch on this project.'
    fi
    echo "GitLab: $reason" >&2
    status=1
  fi
done
exit $status
`;

/** Clone, fetch and push over HTTP. */
export class GitHttp {
  readonly router = Router();
  readonly #hooks: string;

  constructor(private readonly services: GitLabServices) {
    this.#hooks = services.storage.path('hooks');
    mkdirSync(this.#hooks, { recursive: true });
    writeFileSync(`${this.#hooks}/pre-receive`, preReceive);
    chmodSync(`${this.#hooks}/pre-receive`, 0o755);
    this.router.use((request, response, next) => {
      const match = route.exec(decodePath(request.path));
      if (!match) {
        next();
        return;
      }
      const [, path, suffix, service] = match;
      if (!suffix) {
        response.redirect(
          301,
          `${request.baseUrl}/${path}.git/${service}${queryOf(request)}`,
        );
        return;
      }
      this.#serve(request, response, path, service).catch(error => {
        if (error instanceof ApiError && !response.headersSent) {
          const { status, body, headers } = error;
          response
            .status(status)
            .set(headers)
            .type('text/plain')
            .send('message' in body ? String(body.message) : '');
        } else {
          next(error);
        }
      });
    });
  }

  async #serve(
    request: Request,
    response: Response,
    path: string,
    service: string,
  ) {
    const { state } = this.services;
    const actor = this.#authenticate(request);
    const project = state.projects.first('path', path.toLowerCase());
    const pushing =
      service === 'git-receive-pack' ||
      request.query.service === 'git-receive-pack';
    this.#authorize(actor, project, pushing);
    if (service === 'git-receive-pack') {
      await this.#receive(request, response, project!, actor!.user);
      return;
    }
    await this.#run(request, response, project!, service, actor, {
      body: request,
      contentEncoding: request.headers['content-encoding'],
    });
    response.end();
  }

  async #receive(
    request: Request,
    response: Response,
    project: Project,
    user: User,
  ) {
    const body: Readable =
      request.headers['content-encoding'] === 'gzip'
        ? request.pipe(createGunzip())
        : request;
    // Bytes that are no gzip show up in the middle of the push: the connection is all there is left to end.
    body.on('error', () => response.destroy());
    const push = await ReceivePackRequest.read(body);
    const denied = this.#decide(project, user, push.commands);
    await this.services.pushes.change(
      project,
      user,
      push.commands.map(command => command.ref),
      () =>
        this.#run(
          request,
          response,
          project,
          'git-receive-pack',
          { user },
          {
            head: push.head,
            body,
            env: { SANDBOX_DENIED: denied.join('\n') },
            config: denied.length > 0 ? [`core.hooksPath=${this.#hooks}`] : [],
          },
        ),
      parsePushOptions(push.options),
    );
    response.end();
  }

  /** Refs that may not move, or not backwards, each followed by the reason. */
  #decide(project: Project, user: User, commands: RefCommand[]): string[] {
    const { access } = this.services;
    return commands.flatMap(({ ref, before, after }) => {
      const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
      if (!branch) {
        return [];
      }
      if (after === zeroId) {
        if (branch === project.defaultBranch) {
          return [ref, 'The default branch of a project cannot be deleted.'];
        }
        return access.protectionsOf(project, branch).length > 0
          ? [
              ref,
              'You can only delete protected branches using the web interface.',
            ]
          : [];
      }
      if (!access.canPushTo(user, project, branch)) {
        return [
          ref,
          'You are not allowed to push code to protected branches on this project.',
        ];
      }
      return before !== zeroId && !access.canForcePush(project, branch)
        ? [ref, 'no-force']
        : [];
    });
  }

  #run(
    request: Request,
    response: Response,
    project: Project,
    service: string,
    actor: { user: User } | undefined,
    more: {
      head?: Buffer;
      body: Readable;
      contentEncoding?: string;
      env?: Record<string, string>;
      config?: string[];
    },
  ) {
    return runHttpBackend(
      {
        directory: this.services.storage.directoryOf(project.id),
        service,
        method: request.method,
        query: queryOf(request).slice(1),
        headers: {
          contentType: request.headers['content-type'],
          contentEncoding: more.contentEncoding,
          gitProtocol: request.headers['git-protocol'] as string | undefined,
        },
        user: actor?.user.username,
        head: more.head,
        body: more.body,
        env: more.env,
        config: more.config,
        log: message => this.services.context.log(`gitlab: ${message}`),
      },
      response,
    );
  }

  #authenticate(request: Request): Actor | undefined {
    const { authentication } = this.services;
    const basic = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? '');
    if (!basic) {
      return authentication.fromRequest(request.headers);
    }
    const [, ...password] = Buffer.from(basic[1], 'base64')
      .toString()
      .split(':');
    try {
      return authentication.fromToken(password.join(':'));
    } catch {
      throw accessDenied();
    }
  }

  #authorize(
    actor: Actor | undefined,
    project: Project | undefined,
    pushing: boolean,
  ) {
    const { access, authentication } = this.services;
    if (!actor) {
      if (pushing || !project || !access.can(undefined, 'read_code', project)) {
        throw accessDenied();
      }
      return;
    }
    if (!project || !access.can(actor.user, 'read_project', project)) {
      throw refusal(
        404,
        "The project you were looking for could not be found or you don't have permission to view it.",
      );
    }
    try {
      authentication.requireScope(
        actor,
        pushing
          ? ['api', 'write_repository']
          : ['api', 'read_repository', 'write_repository'],
      );
    } catch {
      throw accessDenied();
    }
    if (!access.can(actor.user, 'read_code', project)) {
      throw refusal(
        403,
        'You are not allowed to download code from this project.',
      );
    }
    if (pushing && project.archived) {
      throw refusal(403, "You can't push code to an archived project.");
    }
    if (pushing && !access.can(actor.user, 'push_code', project)) {
      throw refusal(403, 'You are not allowed to push code to this project.');
    }
  }
}

function accessDenied() {
  return new ApiError(
    401,
    {
      message:
        "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password. If a token was provided, it was either incorrect, expired, or improperly scoped.",
    },
    { 'WWW-Authenticate': 'Basic realm="GitLab"' },
  );
}

function refusal(status: number, message: string) {
  return new ApiError(status, { message });
}

function queryOf(request: Request) {
  const index = request.originalUrl.indexOf('?');
  return index < 0 ? '' : request.originalUrl.slice(index);
}

function decodePath(path: string) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
