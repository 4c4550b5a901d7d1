import express, { Router, type Request, type Response } from 'express';
import { randomBytes } from 'node:crypto';
import type { SandboxContext, SandboxSystem } from '../core/SandboxContext';

/** Everything of one stack of the infrastructure. */
export interface AppliedStack {
  /** Folder of the stack in the infrastructure repository. */
  stack: string;
  /** Counts changes. */
  serial: number;
  /** What was applied to each resource, by its address. */
  resources: Record<string, Record<string, unknown>>;
}

/** The cloud of the sandbox. */
export interface AzureSystem extends SandboxSystem {
  /** Who may change resources. */
  readonly token: string;
  readonly admin: {
    stacks(): AppliedStack[];
    stack(name: string): AppliedStack;
    /** Puts resources there, as if they had been applied. */
    put(name: string, resources: AppliedStack['resources']): void;
    /** Takes one away behind the back of OpenTofu: drift. */
    remove(name: string, address: string): boolean;
  };
}

/**
 * What was applied to the cloud. It doesn't imitate Azure's API, only that there is one which can be down, slow, or refuse something: OpenTofu
 * in Atlantis reads and changes resources through it, one request each.
 */
export function createAzure(ctx: SandboxContext): AzureSystem {
  const stacks = ctx.store.collection<AppliedStack>('azure.stacks');
  const settings = ctx.store.collection<string>('azure.settings');
  const token = settings.get('token') ?? randomBytes(18).toString('base64url');
  settings.set('token', token);

  const stack = (name: string): AppliedStack =>
    stacks.get(name) ?? { stack: name, serial: 0, resources: {} };
  const change = (
    name: string,
    edit: (resources: AppliedStack['resources']) => void,
  ) => {
    const before = stack(name);
    const resources = { ...before.resources };
    edit(resources);
    const after = { stack: name, serial: before.serial + 1, resources };
    stacks.set(name, after);
    return after;
  };

  const router = Router();
  router.use(express.json({ limit: '5mb' }));
  router.get('/stacks', (_request, response) => {
    response.json(
      stacks.values().map(each => ({
        stack: each.stack,
        serial: each.serial,
        resources: Object.keys(each.resources),
      })),
    );
  });
  router.get('/stacks/:stack', (request, response) => {
    response.json(stack(request.params.stack));
  });
  router.use((request: Request, response: Response, next) => {
    if (request.get('authorization') === `Bearer ${token}`) {
      next();
    } else {
      response.status(401).json({
        error: {
          code: 'AuthenticationFailed',
          message: 'The access token is missing or wrong.',
        },
      });
    }
  });
  router.put('/stacks/:stack/resources/:address', (request, response) => {
    const { serial } = change(request.params.stack, resources => {
      resources[request.params.address] = request.body;
    });
    response.json({ serial });
  });
  router.delete('/stacks/:stack/resources/:address', (request, response) => {
    const { serial } = change(request.params.stack, resources => {
      delete resources[request.params.address];
    });
    response.json({ serial });
  });

  return {
    router,
    token,
    admin: {
      stacks: () => stacks.values(),
      stack,
      put: (name, added) => {
        change(name, resources => Object.assign(resources, added));
      },
      remove: (name, address) => {
        const known = address in stack(name).resources;
        change(name, resources => {
          delete resources[address];
        });
        return known;
      },
    },
    async start() {},
    async stop() {},
  };
}
