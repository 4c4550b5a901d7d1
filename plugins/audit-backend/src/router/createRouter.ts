import type {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  auditExportQuerySchema,
  auditListQuerySchema,
  type AuditEvent,
} from '@runway/plugin-audit-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import type { AuditService } from '../service/AuditService';
import { EXPORT_FORMATS } from './exportFormats';

/** What a signed-in person may ask of the audit trail. */
export function createRouter(options: {
  service: AuditService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}): Router {
  const { service, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const person = async (request: Request) => ({
    credentials: (await httpAuth.credentials(request, {
      allow: ['user'],
    })) as BackstageCredentials<BackstageUserPrincipal>,
  });

  router.get('/events', async (request, response) => {
    const who = await person(request);
    const query = parse(auditListQuerySchema, request.query);
    response.json(await service.list(query, who));
  });

  router.get('/kinds', async (request, response) => {
    response.json(await service.kinds(await person(request)));
  });

  // Taking the trail away is an action like others.
  router.get('/events/export', async (request, response) => {
    const who = await person(request);
    const { format, ...filter } = parse(auditExportQuerySchema, request.query);
    const audit = await auditor.createEvent({
      eventId: 'events-export',
      severityLevel: 'medium',
      request,
      meta: { format, filter },
    });
    try {
      const pages = await service.export(filter, who);
      const day = new Date().toISOString().slice(0, 10);
      response.setHeader('Content-Type', EXPORT_FORMATS[format].contentType);
      response.setHeader(
        'Content-Disposition',
        `attachment; filename="runway-audit-${day}.${format}"`,
      );
      await pipeline(Readable.from(toText(pages, format)), response);
      await audit.success();
    } catch (error) {
      await audit.fail({ error: error as Error });
      // Once the file has begun, a broken connection is the only way to say that it isn't whole.
      if (!response.headersSent) {
        throw error;
      }
    }
  });

  return router;
}

async function* toText(
  pages: AsyncGenerator<AuditEvent[]>,
  format: keyof typeof EXPORT_FORMATS,
) {
  const { header, line } = EXPORT_FORMATS[format];
  yield header;
  for await (const page of pages) {
    yield page.map(line).join('');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`)
        .join('; '),
    );
  }
  return result.data;
}
