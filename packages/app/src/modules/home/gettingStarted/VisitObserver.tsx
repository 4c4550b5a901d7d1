import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';
import { gettingStartedStore } from './gettingStartedStore';

const VISITS: Array<[pattern: RegExp, visit: 'team' | 'docs']> = [
  [/^\/catalog\/[^/]+\/group\/[^/]+/i, 'team'],
  [/^\/docs\/[^/]+\/[^/]+\/[^/]+/, 'docs'],
  [/^\/catalog\/[^/]+\/[^/]+\/[^/]+\/docs/, 'docs'],
];

/** Notes the first time that a person opens a team's page or a piece of documentation. */
export function VisitObserver() {
  const { pathname } = useLocation();
  const storageApi = useApi(storageApiRef);
  useEffect(() => {
    const visit = VISITS.find(([pattern]) => pattern.test(pathname))?.[1];
    if (visit) {
      gettingStartedStore(storageApi).markVisited(visit);
    }
  }, [pathname, storageApi]);
  return null;
}
