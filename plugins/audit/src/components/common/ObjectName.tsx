import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { runRouteExternalRef } from '../../routes';

/** What was acted on, with a link to its page where it has one. */
export function ObjectName(props: { object?: string }) {
  const { object } = props;
  const runRoute = useRouteRef(runRouteExternalRef);
  const [, runId] = /^run:(.+)$/.exec(object ?? '') ?? [];
  if (!object) {
    return null;
  }
  if (runId && runRoute) {
    return (
      <Link href={runRoute({ id: runId })} title={runId}>
        Run {runId.slice(0, 8)}
      </Link>
    );
  }
  if (/^[a-z][a-z0-9]*:[\w.-]+\/[\w.-]+$/i.test(object)) {
    return <EntityRefLink entityRef={object} hideIcon />;
  }
  return <>{object}</>;
}
