/** What is wrong with a CI configuration, in GitLab's words; ends up as `yaml_errors` of the pipeline. */
export class CiError extends Error {
  override readonly name = 'CiError';
}
