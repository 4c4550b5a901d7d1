import type { JsonValue } from '@backstage/types';
import type { UpstreamSystem } from '@runway/plugin-provisioning-common';
import type { Survey } from '../survey/Survey';
import type { MarkedThing } from '../types';

/** One part of an upstream, searched for what carries the mark of a run. */
export interface MarkScan {
  readonly system: UpstreamSystem;
  readonly instance: string;
  /** Names the cursor. */
  readonly name: string;
  /**
   * @param options.cursor - where the last pass stopped; undefined to begin
   * @param options.budget - requests that it may send, about
   */
  scan(
    survey: Survey,
    options: { cursor: JsonValue | undefined; budget: number },
  ): Promise<{
    found: MarkedThing[];
    /** Where the next pass goes on; undefined when the end was reached. */
    cursor?: JsonValue;
  }>;
}
