import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Link, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import type {
  ApplicationDetail,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { ActionBar } from './ActionBar';
import styles from './Application.module.css';
import { DiffSection } from './DiffSection';
import { Loaded } from '../Loaded/Loaded';
import { OperationsSection } from './OperationsSection';
import { Reasons } from './Reasons';
import { TreeSection } from './TreeSection';

/** The backend lists no more of them. */
const MOST_LISTED = 200;

const isMoving = ({ application }: ApplicationDetail) =>
  application.health === 'Progressing' ||
  application.operation?.phase === 'Running';

/** One application: how it is and why, what it consists of, and what can be done. */
export function ApplicationPanel(props: { application: ApplicationRef }) {
  const { instance, namespace, name } = props.application;
  const ref = { instance, namespace, name };
  const api = useApi(deliveryApiRef);
  const key = [instance, namespace, name].join('/');
  const detail = useLive<ApplicationDetail>({
    key,
    load: signal => api.application(ref, { signal }),
    channelOf: ({ channel }) => channel,
    isMoving,
  });
  return (
    <Loaded live={detail} what={name}>
      {data => (
        <div className={styles.panel}>
          <SourceNotices sources={data.sources} />
          <Facts detail={data} />
          <ActionBar
            key={`actions ${key}`}
            detail={data}
            onStarted={detail.retry}
          />
          <Reasons detail={data} />
          <Tabs key={`parts ${key}`}>
            <TabList aria-label={`Parts of ${name}`}>
              <Tab id="resources">Resources ({data.resourceCount})</Tab>
              <Tab id="difference">
                Difference from Git
                {data.outOfSync.length > 0 &&
                  ` (${data.outOfSync.length}${
                    data.outOfSync.length < MOST_LISTED ? '' : ' or more'
                  })`}
              </Tab>
              <Tab id="operations">Operations</Tab>
            </TabList>
            <TabPanel id="resources">
              <TreeSection application={ref} channel={data.channel} />
            </TabPanel>
            <TabPanel id="difference">
              <DiffSection application={ref} channel={data.channel} />
            </TabPanel>
            <TabPanel id="operations">
              <OperationsSection application={ref} detail={data} />
            </TabPanel>
          </Tabs>
        </div>
      )}
    </Loaded>
  );
}

function Facts(props: { detail: ApplicationDetail }) {
  const { application, gitSources, url, parent } = props.detail;
  return (
    <>
      <div className={styles.head}>
        <HealthLabel state={{ state: 'deployed', ...application }} />
        {application.deleting && (
          <Alert
            role="status"
            status="warning"
            icon
            title="Argo CD is deleting this application"
          />
        )}
        <span className={styles.quiet}>
          <code className={styles.code}>{application.name}</code> in project{' '}
          {application.project}, on {application.cluster}
          {application.destinationNamespace &&
            `/${application.destinationNamespace}`}
          {parent && `, made by ${parent.kind} ${parent.name}`}
        </span>
        <Link href={url} target="_blank" rel="noopener">
          Open in Argo CD
        </Link>
      </div>
      <ul className={styles.sources} aria-label="Deploys from">
        {gitSources.map(source => (
          <li key={[source.repository, source.path, source.chart].join(' ')}>
            <code className={styles.code}>
              {source.repository}
              {source.path && ` ${source.path}`}
              {source.chart && ` ${source.chart}`}
            </code>{' '}
            <span className={styles.quiet}>
              {source.targetRevision}
              {source.revision && ` at ${source.revision.slice(0, 8)}`}
            </span>
          </li>
        ))}
        {application.deployedAt && (
          <li className={styles.quiet}>
            deployed <RelativeTime time={application.deployedAt} />
          </li>
        )}
      </ul>
    </>
  );
}
