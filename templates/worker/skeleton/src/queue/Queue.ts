/** A job that this process holds until it completes it, gives it back, or its lease ends. */
export interface Job {
  /** Chosen by whoever asked for the job: asking twice with one id makes one job. */
  id: string;
  payload: unknown;
  /** 1 for the first. */
  attempt: number;
  /** Names this attempt: who lost the lease can't say anything about the job any more. */
  lease: string;
}

/** A job that was tried as often as it may be. */
export interface DeadLetter {
  id: string;
  payload: unknown;
  attempts: number;
  error: string;
}

/** Where jobs wait. Every job is done at least once: work that isn't repeatable has to look for the job's id first. */
export interface Queue {
  /**
   * Asks for a job.
   *
   * @returns false when a job of this id is there already, done or not
   */
  add(id: string, payload: unknown): Promise<boolean>;
  /**
   * Takes jobs that are due, and those whose holder went away.
   *
   * @param limit - at most this many
   * @param leaseMs - milliseconds after which somebody else may take them
   */
  take(limit: number, leaseMs: number): Promise<Job[]>;
  /** @returns false when the lease was lost; somebody else does the job then */
  complete(job: Job): Promise<boolean>;
  /** Tries it again after `delayMs` milliseconds. */
  retry(job: Job, delayMs: number, error: string): Promise<boolean>;
  /** Sets it aside for people to look at. */
  bury(job: Job, error: string): Promise<boolean>;
  /** Gives back a job that was not really tried, for anybody to take at once. */
  release(job: Job): Promise<boolean>;
  /** Jobs that are due and wait. */
  depth(): Promise<number>;
  deadLetters(): Promise<DeadLetter[]>;
  /**
   * Makes a dead letter a job again, with all its attempts.
   *
   * @returns false when there is no such dead letter
   */
  revive(id: string): Promise<boolean>;
  close(): Promise<void>;
}
