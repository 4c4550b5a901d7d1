import type { PushOptions } from '../projects/PushService';

/** Reads what `git push -o` sent; options that GitLab doesn't know are ignored, as there. */
export function parsePushOptions(options: string[]): PushOptions {
  const values = new Map(
    options.map(option => {
      const [key, ...value] = option.split('=');
      return [key, value.join('=')] as const;
    }),
  );
  const mergeRequest = values.has('merge_request.create')
    ? {
        target: values.get('merge_request.target'),
        title: values.get('merge_request.title'),
        description: values.get('merge_request.description'),
        removeSourceBranch:
          values.has('merge_request.remove_source_branch') || undefined,
        mergeWhenPipelineSucceeds:
          values.has('merge_request.merge_when_pipeline_succeeds') ||
          values.has('merge_request.auto_merge') ||
          undefined,
      }
    : undefined;
  return {
    skipCi: values.has('ci.skip') || undefined,
    mergeRequest,
  };
}
