import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { tickSchema } from '@runway/plugin-onboarding-common';
import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { OnboardingService } from '../service/OnboardingService';

/** What a signed-in person may ask about first days. */
export function createRouter(options: {
  service: OnboardingService;
  httpAuth: HttpAuthService;
}): Router {
  const { service, httpAuth } = options;
  const router = PromiseRouter();
  router.use(express.json());

  const person = async (request: Request) => ({
    credentials: (await httpAuth.credentials(request, {
      allow: ['user'],
    })) as BackstageCredentials<BackstageUserPrincipal>,
  });

  router.get('/mine', async (request, response) => {
    response.json(await service.mine(await person(request)));
  });

  router.put('/mine/checklist/:item', async (request, response) => {
    const who = await person(request);
    const { success, data } = tickSchema.safeParse(request.body);
    if (!success) {
      throw new InputError('Say whether it is done: {"done": true}.');
    }
    response.json(await service.tick(request.params.item, data.done, who));
  });

  router.get('/overview', async (request, response) => {
    response.json(await service.overview(await person(request)));
  });

  return router;
}
