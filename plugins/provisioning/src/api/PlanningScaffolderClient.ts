import {
  ScaffolderClient,
  type ScaffolderDryRunOptions,
  type ScaffolderDryRunResponse,
} from '@backstage/plugin-scaffolder-common';
import type { DryRun, DryRunClient } from '@runway/plugin-provisioning-common';

/** The editor opens the first file. */
const SUMMARY = 'What a run would make.txt';

type Options = ConstructorParameters<typeof ScaffolderClient>[0];

/**
 * The scaffolder's client, whose dry run also says what the steps of the ledger would make: the scaffolder itself runs no step
 * of theirs, and knows nothing of what they would commit.
 */
export class PlanningScaffolderClient extends ScaffolderClient {
  readonly #dryRuns: DryRunClient;

  constructor(options: Options & { dryRuns: DryRunClient }) {
    super(options);
    this.#dryRuns = options.dryRuns;
  }

  async dryRun(
    request: ScaffolderDryRunOptions,
  ): Promise<ScaffolderDryRunResponse> {
    // First: what it refuses, it explains better.
    const plan = await this.#dryRuns.dryRun({
      template: { ...request.template },
      values: request.values,
      files: request.directoryContents.map(({ path, base64Content }) => ({
        path,
        content: base64Content,
      })),
    });
    return withPlan(await super.dryRun(request), plan);
  }
}

/** Adds the plan to the log of its steps, and its files to those that other steps made. */
export function withPlan(
  result: ScaffolderDryRunResponse,
  plan: DryRun,
): ScaffolderDryRunResponse {
  const known = plan.steps.filter(step => step.known);
  const files = known.flatMap(step => step.files);
  if (known.length === 0) {
    return result;
  }
  return {
    ...result,
    log: [
      ...known.map(({ id, resources, files: own }) => ({
        body: {
          stepId: id,
          message: [
            ...resources.map(line),
            ...own.map(({ repository, path }) => `file ${repository} ${path}`),
            '',
          ].join('\n'),
        },
      })),
      ...result.log,
    ],
    directoryContents: [
      { path: SUMMARY, base64Content: encode(summary(plan)) },
      ...files.map(({ repository, path, content }) => ({
        path: `${repository}/${path}`,
        base64Content: encode(content ?? '(not text, or too long to show)'),
      })),
      ...result.directoryContents,
    ],
  };
}

const line = ({
  effect,
  key,
  title,
  environment,
}: DryRun['steps'][number]['resources'][number]) =>
  `${effect} ${key}${environment ? ` (${environment})` : ''} - ${title}`;

function summary({ steps }: DryRun): string {
  return steps
    .flatMap(({ id, known, resources, files }) => {
      if (!known) {
        return [`${id}: not a step of the ledger; Undo would not take it back`];
      }
      const count = files.length === 1 ? '1 file' : `${files.length} files`;
      return [
        `${id}${files.length > 0 ? `: commits ${count}` : ''}`,
        ...resources.map(resource => `  ${line(resource)}`),
      ];
    })
    .join('\n');
}

/** Base64 of UTF-8. */
function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}
