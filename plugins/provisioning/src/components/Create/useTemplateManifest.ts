import { useApi } from '@backstage/frontend-plugin-api';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** Title, description and parameters of a template. */
export function useTemplateManifest(templateRef: string) {
  const scaffolderApi = useApi(scaffolderApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => scaffolderApi.getTemplateParameterSchema(templateRef),
    [scaffolderApi, templateRef],
  );
  return { manifest: value, error, retry };
}
