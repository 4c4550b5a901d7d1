import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import type { ChangeSummary } from '@runway/plugin-provisioning-common';
import {
  CHANGE_KINDS,
  CHANGE_STATUS_PRESENTATION,
} from '../../formatting/changePresentation';
import { changeRouteRef } from '../../routes';
import { StatusLabel } from '../common/StatusLabel';
import styles from './RunActions.module.css';

/** Leads to the change of what the run made; in the place of undo. */
export function RunChangeNotice(props: { change: ChangeSummary }) {
  const { change } = props;
  const changeRoute = useRouteRef(changeRouteRef);
  return (
    <div className={styles.actions}>
      <StatusLabel presentation={CHANGE_STATUS_PRESENTATION[change.status]} />
      <div className={styles.buttons}>
        <ButtonLink
          href={changeRoute?.({ id: change.id }) ?? ''}
          variant="secondary"
          size="medium"
        >
          {`See its ${CHANGE_KINDS[change.kind].noun.toLocaleLowerCase(
            'en-US',
          )}`}
        </ButtonLink>
      </div>
    </div>
  );
}
