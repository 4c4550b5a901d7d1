/** Name of the service; equals the label of the same name on Argo CD applications and Kubernetes objects. */
export const SERVICE_ANNOTATION = 'runway.aerq.io/service';

/** Id of the run that made the entity or object. */
export const RUN_ID_ANNOTATION = 'runway.aerq.io/run-id';

/** On a team: entity refs of those who lead it, separated by commas. */
export const LEADS_ANNOTATION = 'runway.aerq.io/leads';

/** On a person who was invited: when (ISO 8601), by whom, who helps in the first days, and the first day (YYYY-MM-DD). */
export const INVITED_AT_ANNOTATION = 'runway.aerq.io/invited-at';
export const INVITED_BY_ANNOTATION = 'runway.aerq.io/invited-by';
export const BUDDY_ANNOTATION = 'runway.aerq.io/buddy';
export const START_DATE_ANNOTATION = 'runway.aerq.io/start-date';

/** Entity refs of those who lead a team. */
export function leadsOf(team: {
  metadata: { annotations?: Record<string, string> };
}): string[] {
  return (team.metadata.annotations?.[LEADS_ANNOTATION] ?? '')
    .split(',')
    .map(ref => ref.trim())
    .filter(Boolean);
}

/** `"true"` on everything of the sample organisation. */
export const SAMPLE_ANNOTATION = 'runway.aerq.io/sample';
