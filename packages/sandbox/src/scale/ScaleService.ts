import { createHash } from 'node:crypto';

/** Teams that the services belong to, in turn. */
const TEAMS = 100;

/** When the first service began; each other began a minute later. */
const BEGIN = Date.UTC(2026, 0, 1);

/** One of the many services: the same number is always the same service, in every system. */
export interface ScaleService {
  name: string;
  team: string;
  /** ISO 8601. */
  createdAt: string;
}

export function scaleService(index: number): ScaleService {
  return {
    name: `scale-${String(index).padStart(5, '0')}`,
    team: `scale-team-${String(index % TEAMS).padStart(2, '0')}`,
    createdAt: new Date(BEGIN + index * 60_000).toISOString(),
  };
}

/** A commit id or the like, 40 digits, that is always the same for the same text. */
export function scaleDigest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
