import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { RequestHandler } from 'express';
import {
  FaultRuleSchema,
  type FaultHit,
  type FaultRule,
  type FaultRuleInput,
  type FaultState,
} from './FaultRule';
import { PathPattern } from './PathPattern';
import { targetOf, type RequestTarget } from './RequestTarget';
import { seededRandom } from './seededRandom';
import { spoilStream } from './spoilStream';
import { replaceAnswer, sendError, truncateAnswer } from './spoilAnswer';

/** How many hits the log keeps. */
const LOG_LENGTH = 1000;

const DEFAULT_SEED = 'runway';

interface ActiveRule {
  readonly rule: FaultRule;
  readonly pattern?: PathPattern;
  random: () => number;
  hits: number;
  passed: number;
  /** Lets the requests go that wait for this rule. */
  readonly waiting: Set<() => void>;
}

/** What goes wrong in the sandbox on demand. Rules live as long as the process: a restarted sandbox is well. */
export class Faults {
  readonly #rules: ActiveRule[] = [];
  readonly #log: FaultHit[] = [];
  #seed = DEFAULT_SEED;

  /** What the rules with a probability or a jitter draw their numbers from. */
  get seed(): string {
    return this.#seed;
  }

  /**
   * Puts a rule in force.
   * @throws InputError when it isn't one; ConflictError when its id is taken
   */
  add(input: FaultRuleInput): FaultState {
    const parsed = FaultRuleSchema.safeParse(input);
    if (!parsed.success) {
      throw new InputError(
        `Not a rule: ${parsed.error.issues
          .map(({ path, message }) =>
            path.length > 0 ? `${path.join('.')}: ${message}` : message,
          )
          .join('; ')}`,
      );
    }
    const id = parsed.data.id ?? this.#freeId();
    if (this.#rules.some(({ rule }) => rule.id === id)) {
      throw new ConflictError(
        `There is a rule ${id} already. Remove it first, or choose another id.`,
      );
    }
    const active: ActiveRule = {
      rule: { ...parsed.data, id },
      pattern:
        parsed.data.path === undefined
          ? undefined
          : new PathPattern(parsed.data.path),
      random: seededRandom(`${this.#seed}/${id}`),
      hits: 0,
      passed: 0,
      waiting: new Set(),
    };
    this.#rules.push(active);
    return stateOf(active);
  }

  /**
   * Ends a rule. Requests that wait because of it are served now.
   * @throws NotFoundError
   */
  remove(id: string): void {
    const index = this.#rules.findIndex(({ rule }) => rule.id === id);
    if (index < 0) {
      throw new NotFoundError(`There is no rule ${id}.`);
    }
    const [removed] = this.#rules.splice(index, 1);
    [...removed.waiting].forEach(release => release());
  }

  /** Ends all rules. */
  clear(): void {
    this.list().forEach(({ id }) => this.remove(id));
  }

  /** The rules in force, oldest first. */
  list(): FaultState[] {
    return this.#rules.map(stateOf);
  }

  /** The last thousand requests that were hit, oldest first. */
  log(): FaultHit[] {
    return [...this.#log];
  }

  /** Begins anew with this seed: the rules stay, their counts are 0, the log is empty. */
  reset(seed: string | number = DEFAULT_SEED): void {
    this.#seed = String(seed);
    this.#log.length = 0;
    for (const active of this.#rules) {
      active.random = seededRandom(`${this.#seed}/${active.rule.id}`);
      active.hits = 0;
      active.passed = 0;
    }
  }

  /** Comes before the systems of the sandbox. */
  readonly middleware: RequestHandler = (request, response, next) => {
    if (this.#rules.length === 0) {
      next();
      return;
    }
    const target = targetOf(request);
    const active = this.#ruleFor(target);
    if (!active) {
      next();
      return;
    }
    const { fault } = active.rule;
    switch (fault.kind) {
      case 'status':
        sendError(response, fault.status, target, fault.headers);
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'truncate':
        truncateAnswer(request, response, fault.bytes);
        next();
        return;
      case 'accomplished':
        replaceAnswer(request, response, fault.status ?? 500, target);
        next();
        return;
      case 'stream-end':
      case 'stream-break':
      case 'stream-cut':
      case 'stream-stall':
      case 'stream-lose':
        spoilStream(request, response, fault);
        next();
        return;
      default: {
        const release = () => {
          active.waiting.delete(release);
          clearTimeout(timer);
          if (!request.socket.destroyed) {
            next();
          }
        };
        const timer =
          fault.kind === 'latency'
            ? setTimeout(
                release,
                fault.ms + (fault.jitterMs ?? 0) * active.random(),
              )
            : undefined;
        active.waiting.add(release);
        response.once('close', () => {
          active.waiting.delete(release);
          clearTimeout(timer);
        });
      }
    }
  };

  /** The rule that hits the request; counts, also those by which it passes. */
  #ruleFor(target: RequestTarget): ActiveRule | undefined {
    for (const active of this.#rules) {
      if (!matches(active, target)) {
        continue;
      }
      const { id, skip = 0, times, probability = 1, fault } = active.rule;
      if (
        active.hits + active.passed < skip ||
        (times !== undefined && active.hits >= times) ||
        (probability < 1 && active.random() >= probability)
      ) {
        active.passed += 1;
        continue;
      }
      active.hits += 1;
      const { system, instance, method, path } = target;
      this.#log.push({
        time: new Date().toISOString(),
        rule: id,
        kind: fault.kind,
        system,
        ...(instance !== undefined && { instance }),
        method,
        path,
      });
      if (this.#log.length > LOG_LENGTH) {
        this.#log.shift();
      }
      return active;
    }
    return undefined;
  }

  /** The same for the same rules, so that their draws are the same too. */
  #freeId(): string {
    for (let number = 1; ; number++) {
      const id = `fault-${number}`;
      if (!this.#rules.some(({ rule }) => rule.id === id)) {
        return id;
      }
    }
  }
}

function stateOf({ rule, hits, passed }: ActiveRule): FaultState {
  return { ...rule, hits, passed };
}

function matches({ rule, pattern }: ActiveRule, target: RequestTarget) {
  return (
    rule.system === target.system &&
    (rule.instance === undefined || rule.instance === target.instance) &&
    (rule.method === undefined || rule.method === target.method) &&
    (rule.git === undefined || rule.git === target.git) &&
    Object.entries(rule.headers ?? {}).every(
      ([name, value]) => target.headers[name] === value,
    ) &&
    Object.entries(rule.query ?? {}).every(([name, value]) =>
      target.query.getAll(name).includes(value),
    ) &&
    (pattern === undefined || pattern.matches(target.path))
  );
}
