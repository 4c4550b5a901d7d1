import { Link } from '@backstage/ui';
import type { LaneStage, Promotion } from '@runway/plugin-argocd-common';
import type { ReactNode } from 'react';
import { environmentTitle } from '../environmentTitle';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import styles from './Lane.module.css';

type StageApplication = LaneStage['applications'][number];

const SYNC_WORDS: Record<StageApplication['sync'], string> = {
  Synced: 'In sync',
  OutOfSync: 'Out of sync',
  Unknown: 'Unknown',
};

/** One environment of the lane. */
export function Stage(props: {
  stage: LaneStage;
  /** Title of the environment before, when there is one. */
  before?: string;
  /** Buttons and links at the foot. */
  children?: ReactNode;
}) {
  const { stage, before } = props;
  const [application, ...others] = stage.applications;
  return (
    <li className={styles.stage} data-state={stage.state}>
      <div className={styles.stageHeader}>
        <h4 className={styles.stageTitle}>
          {environmentTitle(stage.environment)}
        </h4>
        {stage.state === 'deployed' && application && (
          <HealthLabel state={{ state: 'deployed', ...application }} />
        )}
        {stage.state === 'unknown' && (
          <HealthLabel state={{ state: 'unknown' }} />
        )}
      </div>
      {stage.state === 'deployed' && application && (
        <Deployed stage={stage} application={application} before={before} />
      )}
      {others.length > 0 && (
        <p className={styles.note}>
          and {others.length} more{' '}
          {others.length === 1 ? 'application' : 'applications'} of this service
          here
        </p>
      )}
      {stage.state === 'absent' && !stage.promotion && (
        <p className={styles.note}>
          Not promoted yet. A version appears here after its promotion is
          merged.
        </p>
      )}
      {stage.state === 'unknown' && (
        <p className={styles.note}>
          Argo CD did not say what runs here. That does not mean nothing runs.
        </p>
      )}
      {stage.promotion && <PromotionNote promotion={stage.promotion} />}
      {props.children && <div className={styles.foot}>{props.children}</div>}
    </li>
  );
}

function Deployed(props: {
  stage: LaneStage;
  application: StageApplication;
  before?: string;
}) {
  const { stage, application, before } = props;
  const { commit, behind } = stage;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Version</dt>
        <dd>
          {application.version ? (
            <code className={styles.code}>{application.version}</code>
          ) : (
            'rolling out'
          )}
        </dd>
        {commit && (
          <dd className={styles.commit}>
            <Link href={commit.url} target="_blank" rel="noopener">
              {commit.title}
            </Link>
            <span className={styles.quiet}>by {commit.author}</span>
          </dd>
        )}
        <dt>Deployed</dt>
        <dd>
          {application.deployedAt ? (
            <RelativeTime time={application.deployedAt} />
          ) : (
            'not finished yet'
          )}
        </dd>
        <dt>Git</dt>
        <dd data-sync={application.sync}>
          {SYNC_WORDS[application.sync]}
          {!application.autoSync && ', auto-sync off'}
        </dd>
        {before && behind !== undefined && behind > 0 && (
          <>
            <dt>Behind</dt>
            <dd>
              {behind} {behind === 1 ? 'commit' : 'commits'} behind {before}
            </dd>
          </>
        )}
      </dl>
      {application.paused && (
        <p className={styles.reason} data-health="Suspended">
          Auto-sync paused <RelativeTime time={application.paused.at} />:{' '}
          {application.paused.reason}
        </p>
      )}
      {application.healthMessage && (
        <p className={styles.reason} data-health={application.health}>
          {application.healthMessage}
        </p>
      )}
      {application.operation?.phase === 'Running' && (
        <p className={styles.reason} data-health="Progressing" role="status">
          Syncing{application.operation.startedAt && ' since '}
          {application.operation.startedAt && (
            <RelativeTime time={application.operation.startedAt} />
          )}
        </p>
      )}
    </>
  );
}

const PROMOTION_WORDS: Record<Promotion['state'], string> = {
  waiting: 'waits to be merged in',
  merging: 'is merged, Argo CD picks it up:',
  deploying: 'rolls out after',
  deployed: 'arrived with',
  failed: 'did not become healthy after',
  closed: 'was given up in',
};

function PromotionNote(props: { promotion: Promotion }) {
  const { version, state, mergeRequest, message } = props.promotion;
  return (
    <p className={styles.reason} data-health="Progressing">
      <code className={styles.code}>{version}</code> {PROMOTION_WORDS[state]}{' '}
      <Link href={mergeRequest.url} target="_blank" rel="noopener">
        !{mergeRequest.iid}
      </Link>
      {message && `. ${message}`}
    </p>
  );
}
