import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import type { RunSummary } from '@runway/plugin-provisioning-common';
import { RUN_STATUS_PRESENTATION } from '../../formatting/runStatusPresentation';
import {
  catalogRouteExternalRef,
  runRouteRef,
  searchRouteExternalRef,
} from '../../routes';
import { Notice } from '../common/Notice';
import { RelativeTime } from '../common/RelativeTime';
import headerStyles from '../RunPage/RunHeader.module.css';
import styles from './MissingEntity.module.css';

/** There is no such entity, and the portal took none down; with the run that makes or made it, if there is one. */
export function EntityNotFound(props: {
  /** In lower case, from the address. */
  kind: string;
  name: string;
  run?: RunSummary;
}) {
  const { kind, name, run } = props;
  const catalogRoute = useRouteRef(catalogRouteExternalRef);
  const searchRoute = useRouteRef(searchRouteExternalRef);
  const runRoute = useRouteRef(runRouteRef);
  return (
    <>
      <h1 className={headerStyles.name}>
        There is no {kind} {name} in the catalog
      </h1>
      <p className={styles.text}>
        It may have been renamed or removed, or the address may have been
        mistyped.
      </p>
      {run && (
        <Notice
          tone="info"
          title={`Run of ${name}: ${RUN_STATUS_PRESENTATION[run.status].word}`}
          actions={
            <ButtonLink
              variant="secondary"
              href={runRoute?.({ id: run.id }) ?? ''}
            >
              See the run
            </ButtonLink>
          }
        >
          Somebody asked Runway to make it <RelativeTime time={run.createdAt} />
          .
        </Notice>
      )}
      <div className={styles.actions}>
        <ButtonLink
          variant="primary"
          href={`${searchRoute?.() ?? '/search'}?query=${encodeURIComponent(
            name,
          )}`}
        >
          {`Search for ${name}`}
        </ButtonLink>
        <ButtonLink variant="secondary" href={catalogRoute?.() ?? '/catalog'}>
          See the catalog
        </ButtonLink>
      </div>
    </>
  );
}
