import { ResponseError } from '@backstage/errors';
import type {
  Check,
  LogLine,
  Preflight,
  Preview,
  ProvisioningApi,
  Run,
  RunList,
  RunListQuery,
  StartRun,
  TemplateValues,
} from '@runway/plugin-provisioning-common';
import { exampleRun } from './exampleRun';

/** What the backend answers when it refuses. */
export async function refusal(
  status: number,
  name: string,
  message: string,
): Promise<Error> {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name, message },
        response: { statusCode: status },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    ) as Parameters<typeof ResponseError.fromResponse>[0],
  );
}

/** A provisioning backend in memory: runs that a test moves on by hand, and the requests it got. */
export class FakeProvisioningApi implements ProvisioningApi {
  readonly runs = new Map<string, Run>();
  readonly log: LogLine[] = [];
  readonly started: StartRun[] = [];
  readonly listed: RunListQuery[] = [];
  readonly preflights: TemplateValues[] = [];
  readonly retried: string[] = [];
  readonly undone: string[] = [];
  /** Names that somebody has already. */
  readonly takenNames = new Set<string>();
  /** More checks than the one of the name. */
  checks: Check[] = [];
  previewed: Preview = { files: [], resources: [], steps: [] };
  /** Thrown by the methods of these names. */
  readonly failures = new Map<keyof ProvisioningApi, Error>();
  /** Holds back the answer of `startRun` until it is called. */
  releaseStart?: () => void;
  holdStart = false;

  add(run: Run): Run {
    this.runs.set(run.id, run);
    return run;
  }

  async preflight(request: TemplateValues): Promise<Preflight> {
    this.preflights.push(request);
    this.#fail('preflight');
    const name = String(request.values.name);
    const taken = this.takenNames.has(name);
    const checks: Check[] = [
      {
        id: 'name',
        title: 'Name is free',
        durationMs: 1,
        ...(taken
          ? {
              status: 'failed',
              field: 'name',
              message: `The catalog already has a service called ${name}.`,
              action: 'Choose another name.',
            }
          : { status: 'ok', message: `Nothing is called ${name} yet.` }),
      },
      ...this.checks,
    ];
    return { ok: checks.every(({ status }) => status !== 'failed'), checks };
  }

  async preview(): Promise<Preview> {
    this.#fail('preview');
    return this.previewed;
  }

  async startRun(request: StartRun): Promise<Run> {
    this.started.push(request);
    if (this.holdStart) {
      await new Promise<void>(resolve => {
        this.releaseStart = resolve;
      });
    }
    this.#fail('startRun');
    return (
      this.runs.get(request.requestId) ??
      this.add(
        exampleRun({
          id: request.requestId,
          name: String(request.values.name),
          status: 'running',
        }),
      )
    );
  }

  async listRuns(query: RunListQuery = {}): Promise<RunList> {
    this.listed.push(query);
    this.#fail('listRuns');
    const { offset = 0, limit = 20 } = query as {
      offset?: number;
      limit?: number;
    };
    const items = [...this.runs.values()].filter(run =>
      (['requestedBy', 'ownerRef', 'entityRef', 'status'] as const).every(
        key => query[key] === undefined || run[key] === query[key],
      ),
    );
    return {
      items: items.slice(offset, offset + limit),
      totalItems: items.length,
    };
  }

  async getRun(id: string): Promise<Run> {
    this.#fail('getRun');
    const run = this.runs.get(id);
    if (!run) {
      throw await refusal(404, 'NotFoundError', `There is no run ${id}.`);
    }
    return run;
  }

  async getLog(_id: string, query: { after?: number } = {}) {
    this.#fail('getLog');
    return { lines: this.log.filter(line => line.id > (query.after ?? 0)) };
  }

  async retryRun(id: string): Promise<Run> {
    this.retried.push(id);
    this.#fail('retryRun');
    return this.add({ ...(await this.getRun(id)), status: 'running' });
  }

  async undoRun(id: string): Promise<Run> {
    this.undone.push(id);
    this.#fail('undoRun');
    return this.add({ ...(await this.getRun(id)), status: 'undoing' });
  }

  #fail(method: keyof ProvisioningApi) {
    const failure = this.failures.get(method);
    if (failure) {
      throw failure;
    }
  }
}
