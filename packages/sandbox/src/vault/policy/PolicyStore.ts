import type { Collection, DocumentStore } from '../../state/DocumentStore';
import { AccessControl } from './AccessControl';
import { parsePolicy, type PathRule } from './Policy';

/** The policies, and what sets of them permit. */
export class PolicyStore {
  readonly #texts: Collection<string>;
  readonly #rules = new Map<string, PathRule[]>();
  readonly #compiled = new Map<string, AccessControl>();

  constructor(store: DocumentStore) {
    this.#texts = store.collection('vault-policies');
  }

  /** Names, `root` included. */
  names(): string[] {
    return [...this.#texts.keys(), 'root'].sort();
  }

  get(name: string): string | undefined {
    return name === 'root' ? '' : this.#texts.get(name);
  }

  /** @throws Error when the text isn't a policy */
  set(name: string, text: string): void {
    const rules = parsePolicy(text);
    this.#texts.set(name, text);
    this.#rules.set(name, rules);
    this.#compiled.clear();
  }

  delete(name: string): boolean {
    this.#rules.delete(name);
    this.#compiled.clear();
    return this.#texts.delete(name);
  }

  /** What these policies permit together; names without a policy grant nothing. */
  accessControl(names: string[]): AccessControl {
    const key = names.join('\n');
    let control = this.#compiled.get(key);
    if (!control) {
      control = new AccessControl(
        names.includes('root')
          ? 'root'
          : names.flatMap(name => this.#rulesOf(name)),
      );
      this.#compiled.set(key, control);
    }
    return control;
  }

  #rulesOf(name: string): PathRule[] {
    let rules = this.#rules.get(name);
    const text = this.#texts.get(name);
    if (!rules && text !== undefined) {
      rules = parsePolicy(text);
      this.#rules.set(name, rules);
    }
    return rules ?? [];
  }
}
