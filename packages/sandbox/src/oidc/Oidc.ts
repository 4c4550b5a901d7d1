import { Router } from 'express';
import type { SandboxContext, SandboxSystem } from '../core/SandboxContext';
import type { Person } from '../organisation/data/people';
import { createInteractionRouter } from './createInteractionRouter';
import { createProvider } from './createProvider';
import { OidcStorage } from './OidcAdapter';
import { loadOidcKeys } from './OidcKeys';
import { type Invitations, OidcPeople } from './OidcPeople';

export interface OidcSystem extends SandboxSystem {
  /** Address of the discovery document. */
  readonly metadataUrl: string;
  /** Who can sign in. */
  people(): Person[];
}

const SWEEP_MILLISECONDS = 10 * 60_000;

/** An OpenID provider at `/oidc`, with the people who may sign in. Sessions and tokens survive a restart. */
export async function createOidc(
  ctx: SandboxContext,
  invitations: Invitations = { pendingInvitations: () => [], createUser() {} },
): Promise<OidcSystem> {
  const people = new OidcPeople(ctx, invitations);
  const storage = new OidcStorage(ctx.store);
  const keys = await loadOidcKeys(ctx.store);
  const provider = createProvider(ctx, { people, keys, storage });
  provider.on('server_error', (_koa, error) => {
    ctx.log(`oidc: ${error.message}`);
  });

  const router = Router();
  router.use('/interaction', createInteractionRouter(provider, people));
  router.use(provider.callback());

  let sweep: NodeJS.Timeout | undefined;
  return {
    router,
    people: () => people.list(),
    metadataUrl: `${ctx.url('oidc')}/.well-known/openid-configuration`,
    async start() {
      storage.sweep();
      sweep = setInterval(() => storage.sweep(), SWEEP_MILLISECONDS);
      sweep.unref();
    },
    async stop() {
      clearInterval(sweep);
    },
  };
}
