export interface Config {
  runway?: {
    roles?: {
      /**
       * Entity refs of the groups to ask when somebody may not do something.
       * @deepVisibility frontend
       */
      platformEngineers?: string[];
    };
  };
}
