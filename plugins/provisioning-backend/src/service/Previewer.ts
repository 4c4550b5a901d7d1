import type { JsonObject, JsonValue } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import type { Preview } from '@runway/plugin-provisioning-common';
import { createTemplateRenderer, type TemplateValue } from 'nunjitsu';
import type { RunStore } from '../database/RunStore';
import type {
  Operation,
  Plan,
  PlanContext,
  RunFacts,
} from '../operations/Operation';
import type { Template } from '../template/Templates';
import type { TemplateFiles } from '../template/TemplateFiles';

const DEADLINE_MS = 20_000;
const DURATIONS = 20;

/** Shows what a run would make, from the same code that makes it. */
export class Previewer {
  readonly #renderer = createTemplateRenderer();
  readonly #operations: Map<string, Operation>;

  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      files: TemplateFiles;
      operations: Operation[];
    },
  ) {
    this.#operations = new Map(options.operations.map(o => [o.id, o]));
  }

  async preview(template: Template, facts: RunFacts): Promise<Preview> {
    const [plans, durations] = await Promise.all([
      this.plan(template, facts),
      this.options.store.recentDurations(template.ref, DURATIONS),
    ]);
    return {
      steps: template.steps.map(({ id, name }) => ({ id, name })),
      resources: plans.flatMap(plan => plan?.resources ?? []),
      files: plans.flatMap(plan => (plan?.files ?? []).map(toAnswer)),
      expectedDurationMs: median(durations),
    };
  }

  /**
   * What each step of a template would make; undefined for a step that goes past the ledger. Changes nothing.
   *
   * @param files - where the template's folders are, when not at its location
   */
  async plan(
    template: Template,
    facts: RunFacts,
    files: PlanContext['files'] = this.options.files,
  ): Promise<Array<Plan | undefined>> {
    const { upstreams } = this.options;
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return Promise.all(
      template.steps.map(step =>
        this.#operations
          .get(step.action)
          ?.plan(this.#render(step.input, facts), {
            facts,
            upstreams,
            files,
            signal,
          }),
      ),
    );
  }

  /** Fills the form's values into a step's input, as the scaffolder does when the step runs. */
  #render(input: JsonObject, facts: RunFacts): JsonObject {
    const context = this.#renderer.prepareContext({
      parameters: facts.values as TemplateValue,
      steps: {},
      user: { ref: facts.requester.ref },
    });
    const fill = (value: JsonValue | undefined): any => {
      if (typeof value === 'string') {
        return this.#renderer.renderValue(value, context);
      }
      if (Array.isArray(value)) {
        return value.map(fill);
      }
      if (value && typeof value === 'object') {
        return Object.fromEntries(
          Object.entries(value).map(([key, entry]) => [key, fill(entry)]),
        );
      }
      return value;
    };
    return fill(input);
  }
}

/** A planned file as a browser gets it. */
export function toAnswer({ bytes: _, ...file }: Plan['files'][number]) {
  return file;
}

function median(values: number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
