/** On every entity of the sample organisation, so that nobody takes it for real. */
export const SAMPLE_ANNOTATIONS = { 'runway.aerq.io/sample': 'true' };
