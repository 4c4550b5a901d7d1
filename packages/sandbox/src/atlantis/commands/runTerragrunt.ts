import type { Project } from '../config/findProjects';
import type { SourceFiles } from '../hcl/SourceFiles';
import { HclError } from '../hcl/Value';
import { TerragruntReader } from '../terragrunt/TerragruntReader';
import { asTofuError } from '../tofu/checkVariables';
import { CloudError } from '../tofu/Cloud';
import {
  planStack,
  unusedInputs,
  type Change,
  type Plan,
} from '../tofu/planStack';
import { renderPlan } from '../tofu/renderPlan';
import { renderErrors, TofuError } from '../tofu/TofuError';
import type { CommandContext } from './CommandContext';
import type { Pull } from './Pull';

/** A program of a workflow ended with an error; the message is what Atlantis shows. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** How long making one resource takes, multiplied by the sandbox's pace. */
const RESOURCE_MILLISECONDS = 150;

const VERBS = {
  create: ['Creating', 'Creation'],
  update: ['Modifying', 'Modifications'],
  delete: ['Destroying', 'Destruction'],
} as const;

/** Where Atlantis says that its clones lie. */
export function rootOf(pull: Pull): string {
  return `/atlantis-data/repos/${pull.repository}/${pull.iid}/default`;
}

/**
 * `terragrunt plan` of a project.
 * @param destroy - whether the comment has the flag -destroy, which only counts when the workflow passes it on
 * @throws StepError
 */
export async function terragruntPlan(
  context: CommandContext,
  pull: Pull,
  project: Project,
  { files, destroy }: { files: SourceFiles; destroy: boolean },
): Promise<{ plan: Plan; serial: number; output: string; module: string }> {
  return asStep('terragrunt plan', pull, project, async () => {
    const reader = new TerragruntReader({
      files,
      root: rootOf(pull),
      command: 'plan',
      outputs: stack => context.state.outputs(stack),
    });
    const config = reader.read(project.dir);
    if (validatesInputs(context, project)) {
      refuseUnused(unusedInputs(files, config));
    }
    const { serial, resources } = await context.cloud.read(project.dir);
    const plan = planStack(files, config, resources, {
      destroy: destroy && passesFlags(context, project),
    });
    return { plan, serial, output: renderPlan(plan), module: config.module };
  });
}

/**
 * `terragrunt apply` of a plan: one resource after the other, each of which stays when a later one fails.
 * @throws StepError
 */
export async function terragruntApply(
  context: CommandContext,
  pull: Pull,
  project: Project,
  { plan, serial }: { plan: Plan; serial: number },
): Promise<string> {
  const lines: string[] = [];
  return asStep(
    'terragrunt apply',
    pull,
    project,
    async () => {
      const now = await context.cloud.read(project.dir);
      if (now.serial !== serial) {
        throw new TofuError(
          'Saved plan is stale',
          'The given plan file can no longer be applied because the state was changed by another operation after the plan was created.',
        );
      }
      for (const change of plan.changes) {
        await applyChange(context, project, change, lines);
      }
      context.state.keepOutputs(project.dir, plan.outputs);
      const count = (action: Change['action']) =>
        plan.changes.filter(change => change.action === action).length;
      lines.push(
        '',
        `Apply complete! Resources: ${count('create')} added, ${count(
          'update',
        )} changed, ${count('delete')} destroyed.`,
      );
      return lines.join('\n');
    },
    lines,
  );
}

async function applyChange(
  context: CommandContext,
  project: Project,
  { address, action, after }: Change,
  lines: string[],
) {
  const [doing, done] = VERBS[action];
  lines.push(`${address}: ${doing}...`);
  const from = Date.now();
  if (context.pace > 0) {
    await new Promise(resolve =>
      setTimeout(resolve, RESOURCE_MILLISECONDS * context.pace),
    );
  }
  try {
    if (action === 'delete') {
      await context.cloud.remove(project.dir, address);
    } else {
      await context.cloud.put(project.dir, address, after ?? {});
    }
  } catch (error) {
    if (error instanceof CloudError) {
      throw new TofuError(
        `${doing.toLowerCase()} ${address}: ${error.message}`,
        '',
        undefined,
        address,
      );
    }
    throw error;
  }
  const seconds = Math.round((Date.now() - from) / 1000);
  lines.push(`${address}: ${done} complete after ${seconds}s`);
}

/** Whether the workflow has the step that refuses what OpenTofu would pass over. */
function validatesInputs(context: CommandContext, project: Project): boolean {
  const steps =
    context.server.workflows?.[project.workflow ?? '']?.plan?.steps ?? [];
  return /validate.*--inputs.*--strict/.test(JSON.stringify(steps));
}

/** Atlantis' own step `plan` has the flags of the comment, a program of a workflow only what it takes from COMMENT_ARGS. */
function passesFlags(context: CommandContext, project: Project): boolean {
  const steps = context.server.workflows?.[project.workflow ?? '']?.plan?.steps;
  return (
    steps === undefined ||
    steps.some(step => step === 'plan') ||
    /COMMENT_ARGS/.test(JSON.stringify(steps))
  );
}

function refuseUnused(unused: string[]) {
  if (unused.length > 0) {
    throw new HclError(
      'Misaligned inputs',
      [
        'The following inputs passed in by terragrunt are unused:',
        '',
        ...unused.map(name => `    - ${name}`),
        '',
        'terragrunt configuration has inputs that are not defined in the OpenTofu/Terraform module. This is not allowed when strict mode is enabled',
      ].join('\n'),
    );
  }
}

/** Runs what a program would do, and tells its errors as a workflow step does. */
async function asStep<T>(
  command: string,
  pull: Pull,
  project: Project,
  work: () => Promise<T>,
  output: string[] = [],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StepError(
      [
        `exit status 1: running '${command}' in '${rootOf(pull)}/${
          project.dir
        }': `,
        ...output,
        wordsOf(error),
      ].join('\n'),
    );
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof CloudError) {
    return renderErrors([new TofuError(error.message, '')]);
  }
  if (Array.isArray(error)) {
    return renderErrors(error);
  }
  if (error instanceof TofuError) {
    return renderErrors([error]);
  }
  // Terragrunt's own.
  return error instanceof HclError
    ? error.detail
    : renderErrors([asTofuError(error)]);
}
