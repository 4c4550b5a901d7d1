import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { runRouteExternalRef } from '../../routes';

/** What was acted on, with a link to its page where it has one. */
export function ObjectName(props: { object?: string }) {
  const { object } = props;
  const runRoute = useRouteRef(runRouteExternalRef);
  if (!object) {
    return null;
  }
  const [, kind, id] = /^([a-z-]+):([0-9a-f-]{36})$/.exec(object) ?? [];
  if (id) {
    // Eight characters tell ids apart for people; the details have all of them.
    const name = `${kind[0].toUpperCase()}${kind.slice(1)} ${id.slice(0, 8)}`;
    return kind === 'run' && runRoute ? (
      <Link href={runRoute({ id })} title={id}>
        {name}
      </Link>
    ) : (
      <span title={id}>{name}</span>
    );
  }
  if (/^[a-z][a-z0-9]*:[\w.-]+\/[\w.-]+$/i.test(object)) {
    return <EntityRefLink entityRef={object} hideIcon />;
  }
  return <>{object}</>;
}
