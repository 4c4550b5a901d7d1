import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  comparisonQuerySchema,
  promoteSchema,
  serviceNameSchema,
  traceQuerySchema,
} from '@runway/plugin-argocd-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { parseInput } from '../applications/parseInput';
import { DeploymentHistories } from '../history/DeploymentHistories';
import { Traces } from '../trace/Traces';
import { PromotionService } from './PromotionService';
import { ServiceFacts } from './ServiceFacts';

/** Routes about one service: comparison, promotions, history, trace. */
export function createDeliveryRouter(options: {
  promotions: PromotionService;
  histories: DeploymentHistories;
  traces: Traces;
  httpAuth: HttpAuthService;
  /** @throws NotAllowedError or NotFoundError when the reader may not see what runs of the service */
  readableService(
    service: string,
    credentials: BackstageCredentials,
  ): Promise<ServiceFacts>;
}): express.Router {
  const { promotions, histories, traces, httpAuth } = options;
  const router = Router();
  const reader = (req: Request) =>
    httpAuth.credentials(req, { allow: ['user', 'service'] });
  const serviceOf = (req: Request) =>
    parseInput(
      serviceNameSchema,
      req.params.service,
      'The name of the service',
    );

  router.get('/services/:service/comparison', async (req, res) => {
    const query = parseInput(
      comparisonQuerySchema,
      req.query,
      'Query parameter',
    );
    res.json(
      await promotions.compare(serviceOf(req), query, {
        credentials: await reader(req),
      }),
    );
  });

  router.get('/services/:service/promotions', async (req, res) => {
    res.json(
      await promotions.list(serviceOf(req), { credentials: await reader(req) }),
    );
  });

  router.post(
    '/services/:service/promotions',
    express.json(),
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const body = parseInput(promoteSchema, req.body, 'Field');
      res
        .status(201)
        .json(await promotions.promote(serviceOf(req), body, { credentials }));
    },
  );

  router.get('/services/:service/history', async (req, res) => {
    const service = await options.readableService(
      serviceOf(req),
      await reader(req),
    );
    res.json(await histories.of(service));
  });

  router.get('/services/:service/trace', async (req, res) => {
    const query = parseInput(traceQuerySchema, req.query, 'Query parameter');
    const service = await options.readableService(
      serviceOf(req),
      await reader(req),
    );
    res.json(await traces.of(service, query));
  });

  return router;
}
