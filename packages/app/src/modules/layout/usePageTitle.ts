import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';

/** Names the page in the browser's tab and history. */
export function usePageTitle(title: string) {
  const appTitle = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    document.title = [title, appTitle ?? 'Runway'].join(' | ');
  }, [title, appTitle]);
}
