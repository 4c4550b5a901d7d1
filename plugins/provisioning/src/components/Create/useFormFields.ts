import { useApi } from '@backstage/frontend-plugin-api';
import type { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import { formFieldsApiRef } from '@backstage/plugin-scaffolder-react/alpha';
import useAsync from 'react-use/esm/useAsync';

/** The scaffolder's field extensions: pickers for owners, entities and so on. */
export function useFormFields(): FieldExtensionOptions[] | undefined {
  const formFieldsApi = useApi(formFieldsApiRef);
  const { value, error } = useAsync(
    async () =>
      // The API hands out the opened form of its opaque type: name, component and validation.
      (await formFieldsApi.loadFormFields()) as unknown as FieldExtensionOptions[],
    [formFieldsApi],
  );
  return error ? [] : value;
}
