import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import {
  type AuditorService,
  coreServices,
  createServiceFactory,
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import type { Request } from 'express';
import PromiseRouter from 'express-promise-router';

/** See the tasks that plugins run on a schedule, run one now, or stop one. */
export const schedulerManagePermission = createPermission({
  name: 'scheduler.task.manage',
  attributes: {},
});

/**
 * Backstage's scheduler. Each plugin that has one answers under `/.backstage/scheduler` to whoever is signed in, also when
 * asked to run a task now or to stop it; here that takes a permission and leaves a trace.
 */
export const schedulerService = createServiceFactory({
  service: coreServices.scheduler,
  deps: {
    auditor: coreServices.auditor,
    database: coreServices.database,
    httpAuth: coreServices.httpAuth,
    httpRouter: coreServices.httpRouter,
    logger: coreServices.logger,
    metrics: metricsServiceRef,
    permissions: coreServices.permissions,
    pluginMetadata: coreServices.pluginMetadata,
    rootLifecycle: coreServices.rootLifecycle,
  },
  factory({ auditor, httpAuth, permissions, ...options }) {
    options.httpRouter.use(guard({ auditor, httpAuth, permissions }));
    return DefaultSchedulerService.create(options);
  },
});

function guard(services: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}) {
  const authorize = async (request: Request) => {
    const credentials = await services.httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const [{ result }] = await services.permissions.authorize(
      [{ permission: schedulerManagePermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'Scheduled tasks are seen and steered by platform engineers.',
      );
    }
  };

  const router = PromiseRouter();
  router.get('/.backstage/scheduler/*', async request => {
    await authorize(request);
    return 'next';
  });
  router.post(
    '/.backstage/scheduler/v1/tasks/:id/:action',
    async (request, response) => {
      const { id, action } = request.params;
      const audit = await services.auditor.createEvent({
        eventId: 'scheduled-task',
        severityLevel: 'medium',
        request,
        meta: { actionType: action, taskId: id },
      });
      try {
        await authorize(request);
      } catch (error) {
        await audit.fail({ error: error as Error });
        throw error;
      }
      response.once('finish', () => {
        const { statusCode } = response;
        void (statusCode < 400
          ? audit.success()
          : audit.fail({ error: new Error(`Answered ${statusCode}`) }));
      });
      return 'next';
    },
  );
  return router;
}
