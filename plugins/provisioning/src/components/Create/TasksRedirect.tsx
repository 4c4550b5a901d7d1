import { Navigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { runsRouteRef } from '../../routes';

/** Sends people who follow an old link to a task to the history of runs. */
export function TasksRedirect() {
  const runsRoute = useRouteRef(runsRouteRef);
  return <Navigate to={runsRoute?.() ?? '/runs'} replace />;
}
