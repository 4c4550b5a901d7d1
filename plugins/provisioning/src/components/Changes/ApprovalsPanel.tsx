import { Fragment, type ReactNode } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiCheckboxCircleLine, RiUserFollowLine } from '@remixicon/react';
import type { Approval } from '@runway/plugin-provisioning-common';
import { APPROVAL_ROLES } from '../../formatting/changePresentation';
import { Panel } from '../common/Panel';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import styles from './ApprovalsPanel.module.css';

/** Who has to agree, and who did. */
export function ApprovalsPanel(props: {
  approvals: Approval[];
  /** Whether the change can still be approved; else a missing approval is just not there. */
  open?: boolean;
  children?: ReactNode;
}) {
  const { approvals, open = true } = props;
  const given = approvals.filter(({ approvedBy }) => approvedBy).length;
  return (
    <Panel title="Approvals" aside={`${given} of ${approvals.length} given`}>
      <ul className={styles.approvals} aria-label="Approvals">
        {approvals.map(approval => (
          <li key={approval.role} className={styles.approval}>
            <StatusLabel
              presentation={
                approval.approvedBy
                  ? {
                      word: 'Approved',
                      icon: RiCheckboxCircleLine,
                      tone: 'success',
                    }
                  : {
                      word: open ? 'Needed' : 'Not given',
                      icon: RiUserFollowLine,
                      tone: open ? 'warning' : 'neutral',
                    }
              }
            />
            <div className={styles.who}>
              <span className={styles.role}>
                {APPROVAL_ROLES[approval.role]}
              </span>{' '}
              {approval.approvedBy ? (
                <>
                  <EntityRefLink entityRef={approval.approvedBy} hideIcon />
                  {approval.approvedAt && (
                    <>
                      , <RelativeTime time={approval.approvedAt} />
                    </>
                  )}
                  {approval.comment && (
                    <p className={styles.comment}>{approval.comment}</p>
                  )}
                </>
              ) : (
                <>
                  {approval.title}
                  {approval.groups.length > 0 && ' ('}
                  {approval.groups.map((group, index) => (
                    <Fragment key={group}>
                      {index > 0 && ', '}
                      <EntityRefLink entityRef={group} hideIcon />
                    </Fragment>
                  ))}
                  {approval.groups.length > 0 && ')'}
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {props.children}
    </Panel>
  );
}
