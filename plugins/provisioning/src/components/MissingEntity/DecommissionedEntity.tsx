import { Fragment, type ReactNode } from 'react';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiArchiveLine } from '@remixicon/react';
import type { Change, ChangeItem } from '@runway/plugin-provisioning-common';
import { CHANGE_STATUS_PRESENTATION } from '../../formatting/changePresentation';
import { ChangeItemsPanel } from '../Changes/ChangeItemsPanel';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import styles from '../RunPage/RunHeader.module.css';
import { AfterDecommission } from './AfterDecommission';
import { DecommissionNotice } from './DecommissionNotice';

/** What is left of something that was taken down: when, by whom, what went, what stayed and what to do now. */
export function DecommissionedEntity(props: {
  /** In lower case, from the address. */
  kind: string;
  change: Change;
}) {
  const { kind, change } = props;
  const isDone = change.status === 'completed';
  const gone = change.items.filter(isGone);
  const left = change.items
    .filter(item => !isGone(item))
    .sort((a, b) => concernOf(a) - concernOf(b));
  return (
    <>
      <header className={styles.header}>
        <div className={styles.who}>
          <div className={styles.heading}>
            <h1 className={styles.name}>{change.name}</h1>
            <StatusLabel
              variant="badge"
              presentation={
                isDone
                  ? {
                      word: 'Decommissioned',
                      icon: RiArchiveLine,
                      tone: 'neutral',
                    }
                  : CHANGE_STATUS_PRESENTATION[change.status]
              }
            />
          </div>
          <dl className={styles.facts}>
            {isDone && change.finishedAt && (
              <Fact name="Completed">
                <RelativeTime time={change.finishedAt} />
              </Fact>
            )}
            <Fact name="Requested by">
              <EntityRefLink entityRef={change.requestedBy} hideIcon />,{' '}
              <RelativeTime time={change.createdAt} />
            </Fact>
            <Approvers change={change} />
            <Fact name="Owner">
              <EntityRefLink entityRef={change.ownerRef} hideIcon />
            </Fact>
            <Fact name="Reason">{change.reason}</Fact>
          </dl>
        </div>
      </header>
      <DecommissionNotice
        change={change}
        noun={kind === 'component' ? 'service' : kind}
      />
      {isDone && <AfterDecommission change={change} />}
      {left.length > 0 && (
        <ChangeItemsPanel
          title={isDone ? 'What is left' : 'What is there'}
          items={left}
        />
      )}
      {gone.length > 0 && (
        <ChangeItemsPanel title="What is gone" items={gone} />
      )}
    </>
  );
}

const isGone = ({ effect, state }: ChangeItem) =>
  state === 'done' && effect === 'delete';

/** What somebody may have to do with comes first: what failed, then code and data; what belongs to the team comes last. */
function concernOf({ state, effect, data }: ChangeItem): number {
  if (state !== 'kept' && state !== 'done') {
    return 0;
  }
  return effect === 'archive' || data ? 1 : 2;
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Approvers({ change }: { change: Change }) {
  const given = change.approvals.filter(({ approvedBy }) => approvedBy);
  return (
    given.length > 0 && (
      <Fact name="Approved by">
        {given.map(({ role, approvedBy }, index) => (
          <Fragment key={role}>
            {index > 0 && ', '}
            <EntityRefLink entityRef={approvedBy!} hideIcon />
          </Fragment>
        ))}
      </Fact>
    )
  );
}
