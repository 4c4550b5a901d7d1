import { Alert, Button, Skeleton } from '@backstage/ui';
import type { Lane as LaneData, LaneStage } from '@runway/plugin-argocd-common';
import type { ReactNode } from 'react';
import type { LiveState } from '../../hooks/useLive';
import { environmentTitle } from '../environmentTitle';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import styles from './Lane.module.css';
import { Stage } from './Stage';

/** What runs of a service in each environment, in promotion order. */
export function Lane(props: {
  lane: LiveState<LaneData> & { retry(): void };
  /** Buttons and links at the foot of a stage. */
  actions?(stage: LaneStage, before: LaneStage | undefined): ReactNode;
}) {
  const { lane, actions } = props;
  if (lane.status === 'loading') {
    return (
      <div
        role="status"
        aria-label="Loading environments"
        className={styles.lane}
      >
        {[0, 1, 2].map(stage => (
          <div key={stage} className={styles.stage} data-state="loading">
            <Skeleton width="50%" height={20} />
            <Skeleton width="80%" height={16} />
            <Skeleton width="60%" height={16} />
          </div>
        ))}
      </div>
    );
  }
  if (lane.status === 'denied') {
    return (
      <Alert
        role="status"
        status="info"
        icon
        title="You may not see what runs where"
        description="Your role lacks the permission argocd.application.read. The platform team can grant it."
      />
    );
  }
  if (lane.status === 'failed') {
    return (lane.error as { statusCode?: number }).statusCode === 404 ? (
      <p className={styles.note}>
        This component is not known as a service yet. The catalog may need a
        minute to pick it up.
      </p>
    ) : (
      <Alert
        role="alert"
        status="danger"
        icon
        title="Environments could not be loaded"
        description={`${lane.error.message}. Nothing changed in the clusters.`}
        customActions={
          <Button variant="secondary" onPress={lane.retry}>
            Try again
          </Button>
        }
      />
    );
  }
  const { stages, sources } = lane.data;
  return (
    <div className={styles.body}>
      {lane.refreshError && (
        <Alert
          role="status"
          status="warning"
          icon
          title="The portal does not answer"
          description="What you see is from before. Asking again by itself."
        />
      )}
      <SourceNotices sources={sources} />
      {stages.length ? (
        <ol
          className={styles.lane}
          aria-label="Environments in promotion order"
        >
          {stages.map((stage, position) => (
            <Stage
              key={stage.environment}
              stage={stage}
              before={
                position > 0
                  ? environmentTitle(stages[position - 1].environment)
                  : undefined
              }
            >
              {actions?.(stage, stages[position - 1])}
            </Stage>
          ))}
        </ol>
      ) : (
        <p className={styles.note}>
          No environments are configured in this portal.
        </p>
      )}
    </div>
  );
}
