import { useEntity } from '@backstage/plugin-catalog-react';
import { Button, Card, CardBody, CardHeader } from '@backstage/ui';
import type { LaneStage } from '@runway/plugin-argocd-common';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useLane } from '../../hooks/useLane';
import { ApplicationPanel } from '../Application/ApplicationPanel';
import { environmentTitle } from '../environmentTitle';
import { HistorySection } from '../History/HistorySection';
import { Lane } from '../Lane/Lane';
import { PromoteDialog } from '../Promote/PromoteDialog';
import { TraceSection } from '../Trace/TraceSection';
import styles from './DeliveryTab.module.css';

/** What runs of the entity where, how it got there, and what can be done about it. */
export function DeliveryTab() {
  const { entity } = useEntity();
  const service = entity.metadata.name;
  const lane = useLane(service);
  const [search, setSearch] = useSearchParams();
  const [promoting, setPromoting] = useState<{ from: string; to: string }>();
  const stages = lane.status === 'ready' ? lane.data.stages : [];
  const chosen =
    stages.find(
      ({ environment }) => environment === search.get('environment'),
    ) ?? stages.find(({ state }) => state === 'deployed');

  const choose = (environment: string) =>
    setSearch(
      previous => {
        previous.set('environment', environment);
        return previous;
      },
      { replace: true },
    );

  return (
    <div className={styles.page}>
      <Lane
        lane={lane}
        actions={(stage, before) => (
          <StageActions
            stage={stage}
            before={before}
            isChosen={stage === chosen}
            onChoose={() => choose(stage.environment)}
            onPromote={from => setPromoting({ from, to: stage.environment })}
          />
        )}
      />
      {chosen?.applications.map(application => (
        <Card key={application.name}>
          <CardHeader>
            <h3 className={styles.title}>
              {environmentTitle(chosen.environment)}: {application.name}
            </h3>
          </CardHeader>
          <CardBody>
            <ApplicationPanel application={application} />
          </CardBody>
        </Card>
      ))}
      {chosen && (
        <Card>
          <CardHeader>
            <h3 className={styles.title}>
              From commit to {environmentTitle(chosen.environment)}
            </h3>
          </CardHeader>
          <CardBody>
            <TraceSection service={service} environment={chosen.environment} />
          </CardBody>
        </Card>
      )}
      {lane.status === 'ready' && (
        <Card>
          <CardHeader>
            <h3 className={styles.title}>Deployments</h3>
          </CardHeader>
          <CardBody>
            <HistorySection service={service} channel={lane.data.channel} />
          </CardBody>
        </Card>
      )}
      {promoting && (
        <PromoteDialog
          service={service}
          {...promoting}
          channel={lane.status === 'ready' ? lane.data.channel : undefined}
          onClose={() => setPromoting(undefined)}
          onPromoted={() => {
            setPromoting(undefined);
            lane.retry();
          }}
        />
      )}
    </div>
  );
}

function StageActions(props: {
  stage: LaneStage;
  before: LaneStage | undefined;
  isChosen: boolean;
  onChoose(): void;
  onPromote(from: string): void;
}) {
  const { stage, before, isChosen } = props;
  const title = environmentTitle(stage.environment);
  const mayGetSomething =
    before?.state === 'deployed' &&
    (stage.state === 'absent' || stage.behind !== 0);
  return (
    <>
      {mayGetSomething && (
        <Button
          size="small"
          variant="primary"
          onPress={() => props.onPromote(before.environment)}
        >
          {`Promote to ${title}`}
        </Button>
      )}
      {stage.state === 'deployed' && (
        <Button
          size="small"
          variant={isChosen ? 'secondary' : 'tertiary'}
          aria-pressed={isChosen}
          aria-label={`Details of ${title}`}
          onPress={props.onChoose}
        >
          Details
        </Button>
      )}
    </>
  );
}
