import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type { Change } from '@runway/plugin-provisioning-common';
import { createRouteExternalRef } from '../../routes';
import { Panel } from '../common/Panel';
import styles from './MissingEntity.module.css';

/** What a person who comes too late can do now. */
export function AfterDecommission(props: { change: Change }) {
  const { ownerRef, name, items } = props.change;
  const createRoute = useRouteRef(createRouteExternalRef);
  const keptData = items.some(({ data, state }) => data && state === 'kept');
  const repository = items.find(
    ({ kind, effect, state }) =>
      kind === 'gitlab-project' && effect === 'archive' && state === 'done',
  );
  return (
    <Panel title="What to do now">
      <ul className={styles.steps}>
        <li>
          You still need it: ask <EntityRefLink entityRef={ownerRef} hideIcon />
          , who owned it, what replaces it.
        </li>
        {repository && (
          <li>
            You look for its code: the repository {repository.key} is archived.
            Everybody who could read it still can; nobody can push to it.
          </li>
        )}
        {keptData && (
          <li>
            Its data was kept on purpose. When nobody needs it any more, ask a
            platform engineer to delete it.
          </li>
        )}
        <li>
          You need the name {name}: it is free again.{' '}
          {repository &&
            'Rename or remove the archived repository in GitLab before you use it. '}
          {createRoute && (
            <Link href={createRoute()}>Create something new</Link>
          )}
        </li>
      </ul>
    </Panel>
  );
}
