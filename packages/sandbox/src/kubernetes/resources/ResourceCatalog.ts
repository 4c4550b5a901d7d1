import {
  parseApiVersion,
  type ResourceDefinition,
  type VersionedResource,
} from './ResourceDefinition';
import { builtinResources } from './builtinResources';

/** The kinds a cluster serves: the built-in ones and those of its CustomResourceDefinitions. */
export class ResourceCatalog {
  readonly #byId = new Map<string, ResourceDefinition>();
  readonly #byPath = new Map<string, VersionedResource>();
  readonly #byKind = new Map<string, VersionedResource>();

  constructor() {
    builtinResources.forEach(definition => this.register(definition));
  }

  /** Adds a kind, or replaces the one with the same id. */
  register(definition: ResourceDefinition): void {
    this.unregister(definition.id);
    this.#byId.set(definition.id, definition);
    for (const version of definition.versions) {
      if (version.served === false) {
        continue;
      }
      const entry = { definition, version };
      const prefix = `${definition.group}/${version.name}/`;
      this.#byPath.set(prefix + definition.plural, entry);
      this.#byKind.set(prefix + definition.kind, entry);
    }
  }

  unregister(id: string): void {
    const definition = this.#byId.get(id);
    if (!definition) {
      return;
    }
    this.#byId.delete(id);
    for (const version of definition.versions) {
      const prefix = `${definition.group}/${version.name}/`;
      this.#byPath.delete(prefix + definition.plural);
      this.#byKind.delete(prefix + definition.kind);
    }
  }

  /** @param id - plural and group, such as `deployments.apps` */
  get(id: string): ResourceDefinition | undefined {
    return this.#byId.get(id);
  }

  /** @throws Error when no such kind is served */
  require(id: string): ResourceDefinition {
    const definition = this.#byId.get(id);
    if (!definition) {
      throw new Error(`no resource ${id}`);
    }
    return definition;
  }

  at(
    group: string,
    version: string,
    plural: string,
  ): VersionedResource | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  ofKind(apiVersion: string, kind: string): VersionedResource | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    return this.#byKind.get(`${group}/${version}/${kind}`);
  }

  all(): ResourceDefinition[] {
    return [...this.#byId.values()];
  }
}
