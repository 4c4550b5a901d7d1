import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  RemixiconComponentType,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiLoopLeftLine,
  RiQuestionLine,
  RiSubtractLine,
  RiTimeLine,
} from '@remixicon/react';
import type { Trace, TraceStep } from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { environmentTitle } from '../environmentTitle';
import { formatDuration } from '../formatDuration';
import { isAnswered } from '../isAnswered';
import { Loaded } from '../Loaded/Loaded';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import styles from './TraceSection.module.css';

const STATES: Record<
  TraceStep['state'],
  { word: string; Icon: RemixiconComponentType }
> = {
  done: { word: 'done', Icon: RiCheckboxCircleFill },
  running: { word: 'under way', Icon: RiLoopLeftLine },
  waiting: { word: 'waits', Icon: RiTimeLine },
  failed: { word: 'failed', Icon: RiCloseCircleFill },
  absent: { word: 'none', Icon: RiSubtractLine },
  unknown: { word: 'not known', Icon: RiQuestionLine },
};

const KINDS: Record<TraceStep['kind'], string> = {
  commit: 'Commit',
  'merge-request': 'Merge request',
  pipeline: 'Pipeline',
  image: 'Image',
  gitops: 'GitOps commit',
  sync: 'Argo CD',
  pods: 'Pods',
};

const isMoving = (trace: Trace) =>
  trace.steps.some(({ state }) => state === 'running');

/** How what runs in an environment got there, from the commit to the pods. */
export function TraceSection(props: {
  service: string;
  environment: string;
  /** The one that runs when left out. */
  version?: string;
}) {
  const { service, environment, version } = props;
  const api = useApi(deliveryApiRef);
  const trace = useLive<Trace>({
    key: [service, environment, version].join(' '),
    load: signal => api.trace(service, { environment, version }, { signal }),
    isMoving,
  });
  return (
    <Loaded live={trace} what="The trace">
      {data => <Way trace={data} title={environmentTitle(environment)} />}
    </Loaded>
  );
}

function Way(props: { trace: Trace; title: string }) {
  const { trace, title } = props;
  const { steps, leadTimeSeconds, sources } = trace;
  return (
    <div className={styles.body}>
      <SourceNotices sources={sources} />
      {steps.length === 0 && isAnswered(sources) && (
        <p className={styles.note}>
          Nothing is deployed to {title}, so there is nothing to trace.
        </p>
      )}
      {steps.length > 0 && (
        <>
          {leadTimeSeconds !== undefined && (
            <p className={styles.lead}>
              <strong>{formatDuration(leadTimeSeconds)}</strong> from the commit
              to {title}
            </p>
          )}
          <ol className={styles.steps} aria-label={`Way to ${title}`}>
            {steps.map(step => (
              <Step key={step.kind} step={step} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Step(props: { step: TraceStep }) {
  const { step } = props;
  const { word, Icon } = STATES[step.state];
  return (
    <li className={styles.step} data-state={step.state}>
      <Icon size={20} aria-label={word} className={styles.icon} />
      <span className={styles.kind}>{KINDS[step.kind]}</span>
      <span className={styles.what}>
        {step.url ? (
          <Link href={step.url} target="_blank" rel="noopener">
            {step.title}
          </Link>
        ) : (
          step.title
        )}
        {step.detail && <code className={styles.code}>{step.detail}</code>}
      </span>
      <span className={styles.when}>
        {step.by && <span>{step.by}</span>}
        {step.at && <RelativeTime time={step.at} />}
        {step.durationSeconds !== undefined && (
          <span>took {formatDuration(step.durationSeconds)}</span>
        )}
      </span>
    </li>
  );
}
