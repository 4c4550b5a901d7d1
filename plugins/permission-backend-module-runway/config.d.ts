export interface Config {
  runway?: {
    /** Who may do what, by catalog group. */
    roles?: {
      /** Entity refs of groups whose members act for every team. */
      platformEngineers?: string[];
      /** Entity refs of groups whose members see everything and change nothing. */
      managers?: string[];
    };
  };
}
