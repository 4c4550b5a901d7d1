import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiTimeLine,
} from '@remixicon/react';
import {
  clusterParts,
  type ClusterStatus,
  type NamespaceList,
} from '@runway/plugin-clusters-common';
import { formatAge } from '../RelativeTime/RelativeTime';
import styles from './Summary.module.css';

const STATES: Record<
  ClusterStatus['state'],
  { word: string; tone: string; icon: typeof RiAlertLine }
> = {
  ok: { word: 'Read', tone: 'success', icon: RiCheckboxCircleLine },
  loading: { word: 'Being asked', tone: 'neutral', icon: RiTimeLine },
  partial: { word: 'In part, read', tone: 'warning', icon: RiAlertLine },
  failed: { word: 'No answer', tone: 'danger', icon: RiCloseCircleLine },
};

/** How many namespaces there are, how many lack something, and how sure that is. */
export function Summary(props: { list: NamespaceList; onMissing(): void }) {
  const { summary, clusters } = props.list;
  const { namespaces, missing, unknown, system } = summary;
  return (
    <section aria-label="Summary" className={styles.summary}>
      <dl className={styles.figures}>
        <Figure
          value={namespaces}
          label={namespaces === 1 ? 'namespace' : 'namespaces'}
          note={`${system.toLocaleString('en')} of the system aside`}
        />
        <Figure
          value={missing}
          label={missing === 1 ? 'lacks something' : 'lack something'}
          tone={missing > 0 ? 'warning' : 'success'}
          action={missing > 0 ? props.onMissing : undefined}
        />
        {unknown > 0 && (
          <Figure
            value={unknown}
            label="not fully known"
            note="something could not be read"
          />
        )}
      </dl>
      <ul className={styles.clusters} aria-label="Clusters">
        {clusters.map(cluster => (
          <Cluster key={cluster.name} cluster={cluster} />
        ))}
      </ul>
    </section>
  );
}

function Figure(props: {
  value: number;
  label: string;
  note?: string;
  tone?: string;
  action?: () => void;
}) {
  const { value, label, note, tone, action } = props;
  return (
    <div className={styles.figure} data-tone={tone}>
      <dt>{label}</dt>
      <dd className={styles.value}>{value.toLocaleString('en')}</dd>
      {note && <dd className={styles.note}>{note}</dd>}
      {action && (
        <dd className={styles.note}>
          <button type="button" className={styles.link} onClick={action}>
            Show these
          </button>
        </dd>
      )}
    </div>
  );
}

function Cluster({ cluster }: { cluster: ClusterStatus }) {
  const { name, state, namespaces, ageSeconds, unread } = cluster;
  const { word, tone, icon: Icon } = STATES[state];
  const isOld = state === 'partial' && unread.length === clusterParts.length;
  const age =
    ageSeconds === null ? '' : ` ${formatAge(Math.max(1, ageSeconds))} ago`;
  return (
    <li className={styles.cluster}>
      <span className={styles.name}>{name}</span>
      <span className={styles.state} data-tone={tone}>
        <Icon size={16} aria-hidden />
        {isOld ? 'No answer, read' : word}
        {age}
      </span>
      <span className={styles.note}>
        {namespaces === null
          ? 'namespaces not known'
          : `${namespaces.toLocaleString('en')} ${
              namespaces === 1 ? 'namespace' : 'namespaces'
            }`}
      </span>
    </li>
  );
}
