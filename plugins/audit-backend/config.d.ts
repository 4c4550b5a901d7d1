export interface Config {
  runway?: {
    audit?: {
      /** Days that changes are kept. 400 by default. */
      retentionDays?: number;
      /** Days that events of severity `low` are kept: mere reading. 30 by default. */
      readRetentionDays?: number;
      /** How many events may wait for the database before further ones are dropped and counted. 10,000 by default. */
      maxQueuedEvents?: number;
    };
  };
}
