import type { PermissionsService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  templateEntityV1beta3Validator,
  type TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { templateDryRunPermission } from '@backstage/plugin-scaffolder-common/alpha';
import type { DryRun, DryRunRequest } from '@runway/plugin-provisioning-common';
import { ZodError } from 'zod';
import { GivenFiles } from '../template/GivenFiles';
import { toTemplate } from '../template/Templates';
import type { People } from './People';
import { type Previewer, toAnswer } from './Previewer';
import type { PersonOptions } from './ProvisioningService';
import { subjectOf } from './runRequest';

/** Says what a template would make that is not in the catalog yet. */
export interface DryRunService {
  /** @throws InputError saying what to correct in the template or the form */
  dryRun(request: DryRunRequest, options: PersonOptions): Promise<DryRun>;
}

/** Plans with the portal's credentials, so it must stand behind {@link AuthorizedDryRuns}. */
export class DefaultDryRuns implements DryRunService {
  constructor(
    private readonly options: { previewer: Previewer; people: People },
  ) {}

  async dryRun(request: DryRunRequest, { credentials }: PersonOptions) {
    const template = await readTemplate(request.template);
    const subject = subjectOf(
      { templateRef: template.ref, values: request.values },
      template.type,
    );
    template.validate(subject.values);
    const plans = await this.options.previewer
      .plan(
        template,
        {
          ...subject,
          id: 'made-when-you-press-create',
          requester: await this.options.people.get(credentials),
          templateBaseUrl: template.baseUrl,
        },
        new GivenFiles(request.files),
      )
      .catch(error => {
        throw error instanceof ZodError
          ? new InputError(explain(error))
          : error;
      });
    return {
      steps: template.steps.map(({ id }, index) => {
        const plan = plans[index];
        return {
          id,
          known: plan !== undefined,
          resources: plan?.resources ?? [],
          files: (plan?.files ?? []).map(toAnswer),
        };
      }),
    };
  }
}

/** Lets through only those who may dry-run templates. */
export class AuthorizedDryRuns implements DryRunService {
  constructor(
    private readonly options: {
      service: DryRunService;
      permissions: PermissionsService;
    },
  ) {}

  async dryRun(request: DryRunRequest, options: PersonOptions) {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: templateDryRunPermission }],
      options,
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'Only platform engineers may dry-run templates that are not in the catalog.',
      );
    }
    return this.options.service.dryRun(request, options);
  }
}

async function readTemplate(content: Record<string, unknown>) {
  const entity = {
    ...content,
    metadata: {
      ...(content.metadata as object),
      annotations: { 'backstage.io/source-location': 'file:/template.yaml' },
    },
  } as unknown as TemplateEntityV1beta3;
  let isTemplate;
  try {
    isTemplate = await templateEntityV1beta3Validator.check(entity);
  } catch (error) {
    throw new InputError(
      `template.yaml: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!isTemplate) {
    throw new InputError(
      'template.yaml needs apiVersion: scaffolder.backstage.io/v1beta3 and kind: Template.',
    );
  }
  return toTemplate(`template:default/${entity.metadata.name}`, entity);
}

const explain = (error: ZodError) =>
  error.issues
    .map(
      ({ path, message }) =>
        `The input ${
          path.join('.') || 'of a step'
        } is not accepted: ${message}`,
    )
    .join('; ');
