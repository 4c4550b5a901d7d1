import { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  actionRequestSchema,
  bulkRefreshSchema,
  startActionSchema,
} from '@runway/plugin-argocd-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseApplicationRef, parseInput } from '../applications/parseInput';
import { ActionsService } from './ActionsService';

const OF_APPLICATION = '/applications/:instance/:namespace/:name/actions';

/** Routes by which people act. Services may not: policies allow them everything. */
export function createActionsRouter(options: {
  service: ActionsService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { service, httpAuth } = options;
  const router = Router();
  router.use(express.json({ limit: '200kb' }));
  const person = async (req: Request) => ({
    credentials: await httpAuth.credentials(req, { allow: ['user'] }),
  });

  router.get(`${OF_APPLICATION}/allowed`, async (req, res) => {
    const ref = parseApplicationRef(req.params);
    res.json(await service.allowed(ref, await person(req)));
  });

  router.post(`${OF_APPLICATION}/preview`, async (req, res) => {
    const caller = await person(req);
    const ref = parseApplicationRef(req.params);
    const request = parseInput(actionRequestSchema, req.body, 'Field');
    res.json(await service.preview(ref, request, caller));
  });

  router.get(OF_APPLICATION, async (req, res) => {
    const ref = parseApplicationRef(req.params);
    res.json({ items: await service.list(ref, await person(req)) });
  });

  router.post(OF_APPLICATION, async (req, res) => {
    const caller = await person(req);
    const ref = parseApplicationRef(req.params);
    const body = parseInput(startActionSchema, req.body, 'Field');
    res.status(201).json(await service.start(ref, body, caller));
  });

  router.get('/actions/:id', async (req, res) => {
    const id = parseInput(z.uuid(), req.params.id, 'Id of the action');
    res.json(await service.get(id, await person(req)));
  });

  router.post('/bulk-refresh', async (req, res) => {
    const caller = await person(req);
    const { applications } = parseInput(bulkRefreshSchema, req.body, 'Field');
    res.json(await service.refreshAll(applications, caller));
  });

  return router;
}
