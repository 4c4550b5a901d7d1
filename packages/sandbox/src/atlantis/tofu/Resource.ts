import type { Value } from '../hcl/Value';

/** One resource that the configuration asks for. */
export interface Resource {
  /** Such as `azurerm_subnet.this["nodes"]`. */
  address: string;
  type: string;
  name: string;
  /** Attributes and, as lists, blocks. */
  values: Record<string, Value>;
  preventDestroy: boolean;
  /** Attributes whose changes don't matter. */
  ignoreChanges: string[];
}
