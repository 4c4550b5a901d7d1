/** Name of the service; equals the label of the same name on Argo CD applications and Kubernetes objects. */
export const SERVICE_ANNOTATION = 'runway.aerq.io/service';

/** Id of the run that made the entity or object. */
export const RUN_ID_ANNOTATION = 'runway.aerq.io/run-id';

/** `"true"` on everything of the sample organisation. */
export const SAMPLE_ANNOTATION = 'runway.aerq.io/sample';
