import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ApplicationDiff,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { DiffView } from '../DiffView/DiffView';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { isAnswered } from '../isAnswered';
import styles from './Application.module.css';
import { Loaded } from '../Loaded/Loaded';

const CHANGES = {
  create: 'A sync creates',
  update: 'A sync changes',
  delete: 'Not in Git any more; a sync that prunes deletes',
};

/** What a sync would do, resource by resource. */
export function DiffSection(props: {
  application: ApplicationRef;
  channel: string;
}) {
  const { application, channel } = props;
  const api = useApi(deliveryApiRef);
  const diff = useLive<ApplicationDiff>({
    key: JSON.stringify(application),
    load: signal => api.diff(application, { signal }),
    channelOf: () => channel,
  });
  return (
    <div className={styles.section}>
      <Loaded live={diff} what="The difference">
        {({ resources, omitted, sources }) => (
          <>
            <SourceNotices sources={sources} />
            {resources.length === 0 && omitted === 0 && isAnswered(sources) && (
              <p className={styles.note}>
                Everything is as Git says. Nothing would be changed by a sync.
              </p>
            )}
            {resources.map(resource => {
              const { group, kind, namespace, name } = resource;
              return (
                <DiffView
                  key={[group, kind, namespace, name].join('/')}
                  title={`${CHANGES[resource.change]} ${kind} ${name}${
                    resource.truncated ? ' (cut: it is too long to show)' : ''
                  }`}
                  diff={resource.diff}
                />
              );
            })}
            {omitted > 0 && (
              <p className={styles.note}>
                {omitted} more{' '}
                {omitted === 1 ? 'resource differs' : 'resources differ'}: too
                much to show here. Argo CD has all of it.
              </p>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}
