import { Alert, Button, Skeleton } from '@backstage/ui';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { useApplications } from '../../hooks/useApplications';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { EnvironmentStage } from './EnvironmentStage';
import styles from './EnvironmentsCard.module.css';

/** What runs of the entity in each environment: a lane in promotion order. */
export function EnvironmentsCard() {
  return (
    <EntityInfoCard title="Environments">
      <EnvironmentsLane />
    </EntityInfoCard>
  );
}

function EnvironmentsLane() {
  const { entity } = useEntity();
  const { name } = entity.metadata;
  const applications = useApplications([name]);

  if (applications.status === 'loading') {
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
  if (applications.status === 'denied') {
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
  if (applications.status === 'failed') {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title="Environments could not be loaded"
        description={`${applications.error.message}. Nothing changed in the clusters.`}
        customActions={
          <Button variant="secondary" onPress={applications.retry}>
            Try again
          </Button>
        }
      />
    );
  }

  const { data, refreshError } = applications;
  const environments = data.items[0]?.environments ?? [];
  return (
    <div className={styles.body}>
      {refreshError && (
        <Alert
          role="status"
          status="warning"
          icon
          title="The portal does not answer"
          description="What you see is from before. Asking again by itself."
        />
      )}
      <SourceNotices sources={data.sources} />
      {environments.length ? (
        <ol
          className={styles.lane}
          aria-label="Environments in promotion order"
        >
          {environments.map(state => (
            <EnvironmentStage key={state.environment} state={state} />
          ))}
        </ol>
      ) : (
        <p className={styles.note}>
          {data.notFound.includes(name)
            ? 'This component is not known as a service yet. The catalog may need a minute to pick it up.'
            : 'No environments are configured in this portal.'}
        </p>
      )}
    </div>
  );
}
