import type { ContainerEnvironment } from './containerConfig';

type Draft = any;

/** What a node remembers of a container between two looks; everything else stands in the Pod's status. Times in milliseconds. */
export interface ContainerMemory {
  /** Since when the present step lasts. */
  since?: number;
  failedPulls: number;
  nextPull?: number;
  nextStart?: number;
}

export interface ContainerInput {
  pod: Draft;
  container: Draft;
  /** How often it is started again: `Always`, `OnFailure`, `Never`. */
  restartPolicy: string;
  /** Present status of the container. */
  status: Draft;
  memory: ContainerMemory;
  environment: ContainerEnvironment;
  /** The image can be pulled. */
  imageExists: boolean;
  now: number;
  delay(milliseconds: number): number;
  backoff(milliseconds: number): number;
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface ContainerResult {
  status: Draft;
  /** Milliseconds after which to look again. */
  wait?: number;
}

const longestBackoff = 300_000;
export const firstBackoff = 10_000;

/** Status of a container that can't run, and why. */
export function waiting(status: Draft, reason: string, message: string): Draft {
  return {
    ...status,
    ready: false,
    started: false,
    state: { waiting: { reason, message } },
  };
}

/** Milliseconds to wait after so many failures. */
export function backoffAfter(failures: number): number {
  return Math.min(firstBackoff * 2 ** failures, longestBackoff);
}
