import { Link } from '@backstage/ui';
import type {
  DeployedState,
  EnvironmentState,
} from '@runway/plugin-argocd-common';
import { environmentTitle } from '../environmentTitle';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import styles from './EnvironmentsCard.module.css';

const SYNC_WORDS: Record<DeployedState['sync'], string> = {
  Synced: 'In sync',
  OutOfSync: 'Out of sync',
  Unknown: 'Unknown',
};

/** One environment of the lane. */
export function EnvironmentStage(props: { state: EnvironmentState }) {
  const { state } = props;
  return (
    <li className={styles.stage} data-state={state.state}>
      <div className={styles.stageHeader}>
        <h4 className={styles.stageTitle}>
          {environmentTitle(state.environment)}
        </h4>
        {state.state !== 'absent' && <HealthLabel state={state} />}
      </div>
      {state.state === 'deployed' && <Deployment state={state} />}
      {state.state === 'absent' && (
        <p className={styles.note}>
          Not promoted yet. A version appears here after its promotion is
          merged.
        </p>
      )}
      {state.state === 'unknown' && (
        <p className={styles.note}>
          Argo CD did not say what runs here. That does not mean nothing runs.
        </p>
      )}
    </li>
  );
}

function Deployment(props: { state: DeployedState }) {
  const { state } = props;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Version</dt>
        <dd>
          {state.imageTag ? (
            <code className={styles.code}>{state.imageTag}</code>
          ) : (
            'rolling out'
          )}
        </dd>
        <dt>Deployed</dt>
        <dd>
          {state.deployedAt ? (
            <RelativeTime time={state.deployedAt} />
          ) : (
            'not finished yet'
          )}
        </dd>
        <dt>Git</dt>
        <dd data-sync={state.sync}>{SYNC_WORDS[state.sync]}</dd>
      </dl>
      {state.healthMessage && (
        <p className={styles.reason} data-health={state.health}>
          {state.healthMessage}
        </p>
      )}
      {state.url && (
        <Link
          href={state.url}
          target="_blank"
          rel="noopener"
          className={styles.more}
          aria-label={`Open in Argo CD: ${state.application} (new tab)`}
        >
          Open in Argo CD
        </Link>
      )}
    </>
  );
}
