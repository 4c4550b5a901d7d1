import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { reconciliationReadPermission } from '@runway/plugin-provisioning-common';
import { NavLink } from 'react-router-dom';
import {
  changesRouteRef,
  reconciliationRouteRef,
  runsRouteRef,
} from '../../routes';
import styles from './HistoryTabs.module.css';

/** Leads from runs to changes and, for who may see it, to reconciliation. */
export function HistoryTabs() {
  const runs = useRouteRef(runsRouteRef);
  const changes = useRouteRef(changesRouteRef);
  const reconciliation = useRouteRef(reconciliationRouteRef);
  const { allowed } = usePermission({
    permission: reconciliationReadPermission,
  });
  return (
    <nav className={styles.tabs} aria-label="Runs and changes">
      {runs && <Tab href={runs()}>Runs</Tab>}
      {changes && <Tab href={changes()}>Changes</Tab>}
      {allowed && reconciliation && (
        <Tab href={reconciliation()}>Reconciliation</Tab>
      )}
    </nav>
  );
}

function Tab(props: { href: string; children: string }) {
  return (
    <NavLink to={props.href} className={styles.tab}>
      {props.children}
    </NavLink>
  );
}
