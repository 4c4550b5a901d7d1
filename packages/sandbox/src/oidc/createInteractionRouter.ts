import express, { Router, type Response } from 'express';
import type Provider from 'oidc-provider';
import type { OidcPeople } from './OidcPeople';
import { renderMessagePage, renderSignInPage } from './renderPage';

/** The sign-in page: who is there to choose, and what was chosen. */
export function createInteractionRouter(
  provider: Provider,
  people: OidcPeople,
): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    });
    next();
  });

  router.get('/:uid', async (request, response) => {
    try {
      const details = await provider.interactionDetails(request, response);
      response.type('html').send(
        renderSignInPage({
          people: people.list(),
          current: details.session?.accountId,
          action: `${request.baseUrl}/${details.uid}`,
        }),
      );
    } catch {
      expired(response);
    }
  });

  router.post(
    '/:uid',
    express.urlencoded({ extended: false }),
    async (request, response) => {
      try {
        const details = await provider.interactionDetails(request, response);
        const { person, cancel } = request.body as Record<string, unknown>;
        if (cancel) {
          await provider.interactionFinished(request, response, {
            error: 'access_denied',
            error_description: 'Nobody was chosen on the sign-in page',
          });
          return;
        }
        const chosen = people.find(String(person));
        if (!chosen) {
          response.redirect(303, `${request.baseUrl}/${details.uid}`);
          return;
        }
        people.enter(chosen);
        await leaveOtherSession(provider, details, chosen.username);
        await provider.interactionFinished(request, response, {
          login: { accountId: chosen.username },
        });
      } catch {
        expired(response);
      }
    },
  );
  return router;
}

/** Ends the session of another person in this browser: the provider would ask to sign out first. */
async function leaveOtherSession(
  provider: Provider,
  details: Awaited<ReturnType<Provider['interactionDetails']>>,
  accountId: string,
) {
  const { session } = details;
  if (session?.accountId && session.accountId !== accountId) {
    await (await provider.Session.findByUid(session.uid))?.destroy();
    details.session = undefined;
    await details.save(details.exp - Math.floor(Date.now() / 1000));
  }
}

function expired(response: Response) {
  response
    .status(400)
    .type('html')
    .send(
      renderMessagePage(
        'This sign-in has expired',
        'Go back to the application and sign in again.',
      ),
    );
}
