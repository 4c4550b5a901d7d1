export interface Config {
  runway?: {
    /** First days of invited people. */
    onboarding?: {
      /**
       * Text of the list in Markdown: each line `- [ ] text ([title](address)) {#id}` is an item, all else is left out.
       * Usually `{ $file: ... }`. Without it there is no list.
       */
      checklist?: string;
      /** How often the systems are looked at, in seconds; 300 when left out. */
      everySeconds?: number;
      /** People looked at in one pass; the next one goes on. 25 when left out. */
      peoplePerPass?: number;
      /** Days without anything new after which somebody counts as stuck; 5 when left out. */
      stuckAfterDays?: number;
      /** Days that the median looks back; 180 when left out. */
      windowDays?: number;
    };
  };
}
